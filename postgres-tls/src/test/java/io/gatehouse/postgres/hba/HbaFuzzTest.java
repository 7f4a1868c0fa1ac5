package io.gatehouse.postgres.hba;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.postgres.PostgresVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Any bytes are a file whose lines are read or refused in order, without an exception; what is read means the same when it
 * is printed and read again. With {@code JAZZER_FUZZ=1} in the environment Jazzer looks for bytes that break this; decision
 * 42 has the command.
 */
class HbaFuzzTest {
    private static final Path PATH = Path.of("/etc/pg/pg_hba.conf");
    private static final List<PostgresVersion> VERSIONS = List.of(PostgresVersion.of(15), PostgresVersion.of(18));
    private static final AuthFiles INCLUDED = AuthFiles.of(Map.of(
            PATH.resolveSibling("names"), "a b,\"c d\"".getBytes(StandardCharsets.UTF_8),
            PATH.resolveSibling("n"), "include n\n@n".getBytes(StandardCharsets.UTF_8)));

    @FuzzTest(maxDuration = "10m")
    void readsOrRefuses(byte[] input) {
        tryOut(input);
    }

    static void tryOut(byte[] input) {
        AuthFile file = AuthFile.parse(PATH, input);
        assertThat(file.toBytes()).isEqualTo(input);
        for (PostgresVersion version : VERSIONS) {
            HbaLint lint = HbaLint.builder(version).build();
            for (AuthEntry<HbaRule> entry : PgHba.entries(file, version, INCLUDED)) {
                entry.value().ifPresent(rule -> {
                    AuthFile printed = AuthFile.parse(PATH, rule.print());
                    assertThat(PgHba.parse(printed, version, AuthFiles.none()).rules())
                            .containsExactly(rule);
                });
            }
            for (AuthEntry<IdentMap> entry : PgIdent.entries(file, version, INCLUDED)) {
                entry.value().ifPresent(map -> {
                    AuthFile printed = AuthFile.parse(PATH, map.print());
                    assertThat(PgIdent.parse(printed, version, AuthFiles.none())
                                    .maps()
                                    .get(0)
                                    .print())
                            .isEqualTo(map.print());
                });
            }
            assertThat(lint.check(file, INCLUDED))
                    .allSatisfy(found -> assertThat(found.message()).isNotEmpty());
            assertThat(lint.checkIdent(file, INCLUDED))
                    .allSatisfy(found -> assertThat(found.message()).isNotEmpty());
            AuthFile mended = lint.mend(file, INCLUDED);
            assertThat(lint.mend(mended, INCLUDED)).isEqualTo(mended);
        }
    }
}
