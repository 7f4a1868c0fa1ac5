package io.gatehouse.postgres.hba;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link PgHba#entries} and {@link PgIdent#entries} say of a file is what a live server's {@code pg_hba_file_rules} and
 * {@code pg_ident_file_mappings} say, which read the file afresh at each query. The system property {@code
 * gatehouse.hba.files} is how many files are generated for each version and kind, {@code gatehouse.hba.seed} where their
 * seeds begin.
 */
@ParameterizedClass
@ValueSource(ints = {15, 18})
class HbaAgreementIT {
    private static final int FILES = Integer.getInteger("gatehouse.hba.files", 300);
    private static final long SEED = Long.getLong("gatehouse.hba.seed", 1);

    @Parameter
    int version;

    private static PostgresServer server = PostgresServer.builder().build();

    private Connection superuser;
    private BothReadings readings;

    @BeforeParameterizedClassInvocation
    static void start(int version) throws IOException {
        PostgresServer.Builder builder =
                PostgresServer.builder().version(version).tls(CertificateAuthority.create("Test CA"));
        if (version >= 18) {
            builder.setting("oauth_validator_libraries", "none");
        }
        server = builder.startOrSkip();
        write("names", "one \"two, too\" # three\nall,+four\n");
        write("two words", "five");
        write("empty", "# nothing\n");
        write("nested", "@names,six\n@\"two words\"\n");
        write("listed", "other.conf");
        write("other.conf", "# other\nlocal a b peer\nhost a b all scram-sha-256");
        write("bad.conf", "local a b peer\nlocal a\n\nlocal a @missing peer");
        Files.createDirectory(server.dataDirectory().resolve("dir"));
        write("dir/b.conf", "local b @../names peer\n");
        write("dir/a.conf", "local a @missing peer\nlocal a c peer");
        write("dir/.hidden.conf", "nonsense");
        write("dir/readme.txt", "nonsense");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws SQLException {
        superuser = server.superuserDataSource().getConnection();
        readings = new BothReadings(server.dataDirectory(), version, superuser);
    }

    @AfterEach
    void disconnect() throws SQLException {
        superuser.close();
    }

    @Test
    void theServerReadsRulesAsWeDo() throws IOException, SQLException {
        int accepted = 0;
        int refused = 0;
        for (long seed = SEED; seed < SEED + FILES; seed++) {
            String content = HbaSamples.hba(seed);
            List<AuthRow> ours = readings.ours(content);
            List<AuthRow> servers = readings.servers(content);
            assertThat(AuthRow.agreed(ours, servers))
                    .as("seed %s, version %s:\n%s", seed, version, content)
                    .isEqualTo(servers);
            accepted += (int) ours.stream().filter(row -> !row.refused()).count();
            refused += (int) ours.stream().filter(AuthRow::refused).count();
            if (!ours.isEmpty() && AuthRow.refusedNone(ours) && AuthRow.refusedNone(servers)) {
                checkPrinted(content, servers);
            }
        }
        System.out.printf(
                "pg_hba.conf, version %d: %d files agreed, %d lines accepted, %d refused%n",
                version, FILES, accepted, refused);
        assertThat(accepted).isGreaterThan(FILES / 3);
        assertThat(refused).isGreaterThan(FILES / 3);
    }

    @Test
    void theServerReadsMapsAsWeDo() throws IOException, SQLException {
        int accepted = 0;
        int refused = 0;
        for (long seed = SEED; seed < SEED + FILES; seed++) {
            String content = HbaSamples.ident(seed);
            List<AuthRow> ours = readings.oursIdent(content);
            List<AuthRow> servers = readings.serversIdent(content);
            assertThat(AuthRow.agreed(ours, servers))
                    .as("seed %s, version %s:\n%s", seed, version, content)
                    .isEqualTo(servers);
            accepted += (int) ours.stream().filter(row -> !row.refused()).count();
            refused += (int) ours.stream().filter(AuthRow::refused).count();
            if (AuthRow.refusedNone(ours)) {
                String printed = PgIdent.parse(
                                AuthFile.parse(readings.ident(), content), readings.postgres(), readings.included())
                        .print();
                assertThat(AuthRow.values(readings.serversIdent(printed)))
                        .as(printed)
                        .isEqualTo(AuthRow.values(servers));
            }
        }
        System.out.printf(
                "pg_ident.conf, version %d: %d files agreed, %d lines accepted, %d refused%n",
                version, FILES, accepted, refused);
        assertThat(accepted).isGreaterThan(FILES / 3);
        assertThat(refused).isGreaterThan(FILES / 3);
    }

    @Test
    void theServerTakesWhatIsMended() throws IOException, SQLException {
        List<String> contents = new ArrayList<>(List.of(HbaLintTest.SITUATION, HbaLintTest.SRE));
        for (long seed = SEED; seed < SEED + FILES / 3; seed++) {
            contents.add(HbaSamples.hba(seed));
        }
        HbaLint lint = HbaLint.builder(readings.postgres()).build();
        for (String content : contents) {
            String mended = lint.mend(AuthFile.parse(readings.hba(), content), readings.included())
                    .print();

            assertThat(AuthRow.refused(readings.servers(mended)))
                    .as("version %s:\n%s\nmended:\n%s", version, content, mended)
                    .isEqualTo(AuthRow.refused(readings.servers(content)));
        }
    }

    @Test
    void theServerHoldsAsLongValuesAsWeDo() throws IOException, SQLException {
        for (int length : List.of(255, 256, 10_237, 10_238, 10_239, 10_240)) {
            for (String form : List.of("%s", "\"%s\"", "%s,b", "%s#", "a,\u00e4%s")) {
                String content = "local " + form.formatted("a".repeat(length)) + " all peer\nlocal b b peer\n";
                assertThat(AuthRow.agreed(readings.ours(content), readings.servers(content)))
                        .as("version %s: %s of %s", version, form, length)
                        .isEqualTo(readings.servers(content));
            }
        }
    }

    @Test
    void theServerTakesTheRegularExpressionsThatWeTake() throws SQLException {
        try (PreparedStatement match = superuser.prepareStatement("SELECT 'x' ~ ?")) {
            for (long seed = SEED; seed < SEED + FILES; seed++) {
                String regex = HbaSamples.regex(seed);
                match.setString(1, regex);
                boolean taken = true;
                try {
                    match.executeQuery().close();
                } catch (SQLException e) {
                    taken = false;
                }
                assertThat(RegexSyntax.problem(regex).isEmpty())
                        .as("seed %s: %s %s", seed, regex, RegexSyntax.problem(regex))
                        .isEqualTo(taken);
            }
        }
    }

    /** Our print of what was read means the same to the server. */
    private void checkPrinted(String content, List<AuthRow> servers) throws IOException, SQLException {
        String printed = PgHba.parse(AuthFile.parse(readings.hba(), content), readings.postgres(), readings.included())
                .print();
        assertThat(AuthRow.values(readings.servers(printed)))
                .as(content + "\nprinted:\n" + printed)
                .isEqualTo(AuthRow.values(servers));
    }

    private static void write(String name, String content) throws IOException {
        Files.writeString(server.dataDirectory().resolve(name), content);
    }
}
