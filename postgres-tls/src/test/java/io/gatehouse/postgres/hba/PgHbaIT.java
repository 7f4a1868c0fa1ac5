package io.gatehouse.postgres.hba;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.IpAddress;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live server reads each rule that can be printed, and reads the names that were meant. */
class PgHbaIT {
    private static final List<String> NAMES = List.of(
            "agent",
            "Agent",
            "all",
            "replication",
            "sameuser",
            "samerole",
            "include",
            "+admins",
            "@file",
            "two words",
            "a,b",
            "say \"hi\"",
            "\"",
            "#hash",
            "50%",
            "\u00e4\u4e2d\ud83d\ude80",
            "back\\slash",
            "it's",
            "-",
            "=",
            "$1",
            "host");

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theServerReadsWhatWasMeant(int version) throws IOException, SQLException {
        PgHba hba = everything();
        try (PostgresServer server = PostgresServer.builder()
                        .version(version)
                        .tls(CertificateAuthority.create("Test CA"))
                        .startOrSkip();
                Connection superuser = server.superuserDataSource().getConnection()) {
            // The view reads the file as it is on disk; the server goes on by the rules it has.
            Files.writeString(server.dataDirectory().resolve("pg_hba.conf"), hba.print());

            assertThat(column(superuser, "SELECT error FROM pg_hba_file_rules WHERE error IS NOT NULL"))
                    .isEmpty();
            assertThat(column(superuser, "SELECT auth_method FROM pg_hba_file_rules ORDER BY line_number"))
                    .isEqualTo(hba.rules().stream().map(HbaRule::method).toList());
            assertThat(column(
                            superuser,
                            "SELECT user_name[1] FROM pg_hba_file_rules WHERE type = 'local'"
                                    + " AND auth_method = 'reject' ORDER BY line_number"))
                    .isEqualTo(NAMES);
            assertThat(column(
                            superuser,
                            "SELECT database[1] FROM pg_hba_file_rules WHERE type = 'hostnossl'"
                                    + " AND address = 'all' ORDER BY line_number"))
                    .isEqualTo(NAMES);
        }
    }

    private static PgHba everything() {
        PgHba.Builder hba = PgHba.builder()
                .rule(HbaRule.local().users("postgres").peer())
                .rule(HbaRule.local().users("mapped").peer("my map"))
                .rule(HbaRule.local().scram())
                .rule(HbaRule.local().insecureTrust())
                .rule(HbaRule.hostssl().databases("a", "b").users("c", "d e").cert())
                .rule(HbaRule.hostssl().cert("my map"))
                .rule(HbaRule.hostssl().membersOf("two words").scramWithCertificate())
                .rule(HbaRule.hostssl()
                        .replication()
                        .from(HbaAddress.of(IpAddress.of("10.0.0.7")))
                        .scram())
                .rule(HbaRule.hostssl().from(HbaAddress.network("fd00::/8")).scram())
                .rule(HbaRule.hostssl().from(HbaAddress.SAME_HOST).insecurePassword())
                .rule(HbaRule.hostssl().insecureTrust())
                .rule(HbaRule.hostssl().insecureMd5())
                .rule(HbaRule.hostssl().reject())
                .rule(HbaRule.hostnossl().from(HbaAddress.network("10.0.0.0/8")).insecureScram());
        NAMES.forEach(name -> hba.rule(HbaRule.local().users(name).reject()));
        NAMES.forEach(name -> hba.rule(HbaRule.hostnossl().databases(name).reject()));
        return hba.rejectPlaintext().build();
    }

    private static List<String> column(Connection connection, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
