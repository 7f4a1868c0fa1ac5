package io.gatehouse.postgres.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import io.gatehouse.postgres.PostgresVersion;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolePlanTest {
    private static final String MARK = "zq7";

    private final RolePlan plan = RoleDatabase.plan().build();

    @Test
    void printsAScriptWithoutTheClearPassword() {
        assertThat(plan.toSql(PostgresVersion.of(18)))
                .contains("BEGIN;\n", "pg_advisory_xact_lock", "COMMIT;\n")
                .contains("GRANT \"situation_owner\" TO \"migrator\" WITH INHERIT FALSE, SET TRUE;\n")
                .contains("GRANT \"situation_rw\" TO \"agent\" WITH INHERIT TRUE, SET FALSE;\n")
                .contains("REVOKE ALL ON DATABASE \"situation\" FROM PUBLIC;\n")
                .contains("ALTER DEFAULT PRIVILEGES FOR ROLE \"situation_owner\" IN SCHEMA \"situation\""
                        + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO \"situation_rw\";\n")
                .contains("ALTER ROLE \"agent\" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
                        + " PASSWORD 'SCRAM-SHA-256$4096:")
                .contains("ALTER ROLE \"migrator\" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
                        + " PASSWORD NULL;\n")
                .doesNotContain("secure-password");
    }

    @Test
    void saysInheritanceOnTheRoleBefore16() {
        assertThat(plan.toSql(PostgresVersion.of(15)))
                .contains("ALTER ROLE \"migrator\" LOGIN NOINHERIT")
                .contains("ALTER ROLE \"agent\" LOGIN INHERIT")
                .contains("GRANT \"situation_owner\" TO \"migrator\";\n")
                .doesNotContain("WITH INHERIT");
    }

    @Test
    void quotesEveryName() {
        String odd = "x\"; DROP ROLE postgres; -- '$gatehouse$";
        String script = RolePlan.builder(odd, odd)
                .owner(odd + "o")
                .migrator(odd + "m")
                .build()
                .toSql(PostgresVersion.of(18));

        assertThat(script)
                .contains("CREATE SCHEMA IF NOT EXISTS \"x\"\"; DROP ROLE postgres; -- '$gatehouse$\"")
                .contains("DO $gatehouse1$ BEGIN")
                .doesNotContain("DO $gatehouse$");
    }

    @Test
    void aLineBreakInANameDoesNotEndTheComment() {
        assertThat(RolePlan.builder("a\n; DROP ROLE postgres;", "s")
                        .owner("o")
                        .build()
                        .toSql(PostgresVersion.of(18))
                        .lines()
                        .findFirst()
                        .orElseThrow())
                .startsWith("-- ")
                .contains("DROP ROLE postgres");
    }

    /** Whatever the text, within quotes there is nothing but it, with its quotes doubled. */
    @Property(tries = 300)
    void noTextLeavesItsQuotes(@ForAll String text) {
        Assume.that(Sql.problem(text).isEmpty());

        String name = Sql.name(text);
        assertThat(name.substring(1, name.length() - 1).replace("\"\"", "").indexOf('"'))
                .isEqualTo(-1);
        assertThat(name.substring(1, name.length() - 1).replace("\"\"", "\"")).isEqualTo(text);
        String literal = Sql.text(text);
        assertThat(literal.substring(1, literal.length() - 1).replace("''", "").indexOf('\''))
                .isEqualTo(-1);
        String block = Sql.block(text);
        String tag = block.substring(3, block.indexOf(' ', 3));
        assertThat(block.split(Pattern.quote(tag), -1)).hasSize(3);
    }

    @Test
    void reportsEveryProblemAtOnce() {
        var failure = catchThrowableOfType(
                InvalidModelException.class,
                () -> RolePlan.builder("", "pg_catalog")
                        .owner("o".repeat(64))
                        .migrator("same", Secret.ofText("p\u0221ss"))
                        .login(LoginRole.readWrite("same"), LoginRole.readOnly("reader"))
                        .build());

        assertThat(failure.problems())
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "database", "schema", "owner", "logins[0]", "logins[1]", "logins[1]", "logins[2]");
        assertThat(failure).hasMessageNotContaining("p\u0221ss");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a\0b",
                "\ud83d",
                "pg_owner",
                "public",
                "none",
                // 64 bytes: ASCII, two bytes a letter, four bytes an emoji
                "0123456789012345678901234567890123456789012345678901234567890123",
                "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
                        + "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4",
                "\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00"
                        + "\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00"
            })
    void refusesARoleThatIsNotOne(String name) {
        var failure = catchThrowableOfType(
                InvalidModelException.class,
                () -> RolePlan.builder("d", "s")
                        .owner(name)
                        .readWrite(name)
                        .login(LoginRole.readWrite(name))
                        .build());

        assertThat(failure.problems()).extracting(Problem::field).contains("owner", "readWrite", "logins[0]");
    }

    @Test
    void needsAnOwner() {
        var failure = catchThrowableOfType(
                InvalidModelException.class, () -> RolePlan.builder("d", "s").build());

        assertThat(failure.problems()).extracting(Problem::field).containsExactly("owner");
    }

    @Test
    void showsNoPassword() {
        assertThat(plan.toString()).contains("situation_owner").doesNotContain("secure");
        assertThat(plan.logins().toString()).contains("agent (READ_WRITE)").doesNotContain("secure");
    }

    /** Names of any text, in every field: refused by field, or in the script within quotes and nowhere else. */
    @Property(tries = 300)
    void noNameLeavesItsQuotes(@ForAll("names") String odd, @ForAll("versions") int version) {
        RolePlan any;
        try {
            any = RolePlan.builder(odd + "d", odd + "s")
                    .owner(odd + "o")
                    .migrator(odd + "m")
                    .readWrite(odd + "w")
                    .readOnly(odd + "r")
                    .login(LoginRole.readWrite(odd + "a"), LoginRole.readOnly(odd + "b"))
                    .build();
        } catch (InvalidModelException refused) {
            assertThat(refused.problems()).extracting(Problem::field).contains("database", "schema", "owner");
            return;
        }
        assertThat(unquoted(any.toSql(PostgresVersion.of(version)))).doesNotContain(MARK);
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> part = Arbitraries.strings()
                .withChars("a\"'$\\;-/*\n\r\t\0 \ud83d\ude00\u00e4\u2028")
                .ofMaxLength(16);
        return Combinators.combine(part, part, Arbitraries.of("", "$gatehouse$", "$$", "--", "*/", "'", "\""))
                .as((a, b, c) -> a + c + MARK + b);
    }

    @Provide
    Arbitrary<Integer> versions() {
        return Arbitraries.of(15, 16, 17, 18);
    }

    /** What PostgreSQL would take for the statements themselves, by its rules for quotes, dollar quotes and comments. */
    private static String unquoted(String script) {
        Matcher quoted = Pattern.compile(
                        "--[^\n]*|/\\*.*?\\*/|\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|(\\$[A-Za-z0-9_]*\\$)(.*?)\\1",
                        Pattern.DOTALL)
                .matcher(script);
        StringBuilder plain = new StringBuilder();
        int from = 0;
        while (quoted.find(from)) {
            plain.append(script, from, quoted.start());
            // A block is a script again.
            plain.append(quoted.group(2) == null ? " " : unquoted(quoted.group(2)));
            from = quoted.end();
        }
        return plain.append(script.substring(from)).toString();
    }
}
