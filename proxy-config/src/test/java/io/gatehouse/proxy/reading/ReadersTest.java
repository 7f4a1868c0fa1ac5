package io.gatehouse.proxy.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the servers read otherwise than one would think, as ReadersAgainstServersIT found it. */
class ReadersTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "caddy   | respond x # a \\ here joins the next line",
                "caddy   | respond {}",
                "caddy   | respond a\\b",
                "haproxy | global\\nchroot a\\ b",
                "haproxy | global\\nchroot \\x41",
                "nginx   | return a\\b;",
                "nginx   | return \"$a\";",
                "nginx   | return \"a\"b;",
                "nginx   | { return a; }",
                "nginx   | return a;;",
                "nginx   | return \"a",
                "apache  | SetEnv a \"b\"c",
                "apache  | SetEnv a b\\",
                "apache  | SetEnv a ${b}",
                "apache  | RewriteRule \"^/a\\\\.b\" -"
            })
    void refusesWhatIsReadInTwoWays(String dialect, String text) {
        assertThatThrownBy(() -> Reader.of(dialect).read(text.replace("\\n", "\n") + "\n"))
                .isInstanceOf(Reader.UnreadableException.class);
    }

    @Test
    void tellsAnEmptyBlockFromNone() {
        assertThat(Reader.of("nginx").read("events {}\nevents;\n"))
                .containsExactly(Entry.section(List.of("events"), List.of()), Entry.line(List.of("events")));
    }

    @Test
    void foldsBackslashesAsApacheDoes() {
        assertThat(Reader.of("apache").read("SetEnv a\\\\b 'c\\'\\\\d\\e' \\.f"))
                .containsExactly(Entry.line(List.of("SetEnv", "a\\b", "c'\\d\\e", "\\.f")));
    }
}
