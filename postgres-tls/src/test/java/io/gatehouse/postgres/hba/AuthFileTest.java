package io.gatehouse.postgres.hba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class AuthFileTest {
    private static final Path PATH = Path.of("pg_hba.conf");

    @Property
    void everyByteSurvives(@ForAll byte[] content) {
        assertThat(AuthFile.parse(PATH, content).toBytes()).isEqualTo(content);
    }

    @Property(tries = 5000)
    void everyTextSurvivesAndPrintedTokensReadAlike(
            @ForAll
                    @StringLength(max = 40)
                    @Chars({' ', '\t', '\r', '\n', ',', '"', '#', '\\', '@', '/', '+', '\u00e4'})
                    @CharRange(from = 'a', to = 'c')
                    String content) {
        AuthFile file = AuthFile.parse(PATH, content);
        assertThat(file.print()).isEqualTo(content);
        for (AuthLine line : file.lines()) {
            for (List<AuthToken> field : line.fields()) {
                for (AuthToken token : field) {
                    assertThat(tokens(token.print() + " x")).containsExactly(token, new AuthToken("x", false));
                    assertThat(tokens(token.print())).containsExactly(token);
                }
            }
        }
    }

    @Property(tries = 5000)
    void whatIsAppendedIsALineOfItsOwn(
            @ForAll @StringLength(max = 20) @Chars({' ', '\r', '\n', '"', '#', '\\', 'a'}) String content) {
        AuthFile file = AuthFile.parse(PATH, content).append(List.of("local all all peer"));

        assertThat(file.print()).startsWith(content);
        assertThat(file.lines().get(file.lines().size() - 1).text()).isEqualTo("local all all peer");
    }

    @Test
    void joinsContinuedLinesBeforeAnythingElse() {
        AuthFile file = AuthFile.parse(PATH, """
                local all "two \\
                words" peer # a comment \\
                goes on
                # second

                local a b reject\\""");

        assertThat(file.lines()).extracting(AuthLine::number).containsExactly(1, 4, 5, 6);
        assertThat(file.lines().get(0).fields())
                .extracting(field -> field.get(0).text())
                .containsExactly("local", "all", "two words", "peer");
        assertThat(file.lines().get(3).text()).isEqualTo("local a b reject");
    }

    @Test
    void aBackslashBeforeTheJointHasHadItsSay() {
        AuthFile file = AuthFile.parse(PATH, "a\\\\\n\nb\n");

        assertThat(file.lines()).extracting(AuthLine::text).containsExactly("a\\", "b");
        assertThat(file.lines()).extracting(AuthLine::number).containsExactly(1, 3);
    }

    @Test
    void readsListsQuotesAndComments() {
        assertThat(AuthFile.parse(PATH, "a, \"b,c\",@d ,e#f").lines().get(0).fields())
                .containsExactly(
                        List.of(new AuthToken("a", false), new AuthToken("b,c", true), new AuthToken("@d", false)),
                        List.of(new AuthToken("e", false)));
        assertThat(tokens("\"say \"\"hi\"\"\"")).containsExactly(new AuthToken("say \"hi\"", true));
        assertThat(tokens("@\"two words\"")).containsExactly(new AuthToken("@two words", false));
        assertThat(tokens("\"\"")).containsExactly(new AuthToken("", true));
        assertThat(tokens(" , # \"")).isEmpty();
    }

    @Test
    void replacesOneLineAndKeepsTheOthersAsTheyAre() {
        byte[] latin1 =
                "# gr\u00fcn\r\nlocal all all trust # old\r\n\tlocal  a a  peer".getBytes(StandardCharsets.ISO_8859_1);
        AuthFile file = AuthFile.parse(PATH, latin1);

        byte[] replaced = file.replace(2, List.of("x", "y\\")).toBytes();

        assertThat(new String(replaced, StandardCharsets.ISO_8859_1))
                .isEqualTo("# gr\u00fcn\r\nx\r\ny\\ \r\n\tlocal  a a  peer");
        assertThat(new String(file.replace(3, List.of("z")).toBytes(), StandardCharsets.ISO_8859_1))
                .endsWith("trust # old\r\nz");
        assertThat(file.replace(2, List.of()).lines()).hasSize(2);
    }

    @Test
    void refusesEditsThatAreNone() {
        AuthFile file = AuthFile.parse(PATH, "a\\\nb\n");

        assertThatThrownBy(() -> file.replace(2, List.of("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no line that begins at 2");
        assertThatThrownBy(() -> file.append(List.of("a\nb"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<AuthToken> tokens(String line) {
        return AuthFile.parse(PATH, line).lines().get(0).fields().stream()
                .flatMap(List::stream)
                .toList();
    }
}
