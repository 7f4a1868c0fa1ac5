package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who gets in: rules, maps, client certificates and their revocation. */
class PostgresAccessIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String CERTIFICATES = "hostssl all all all cert map=people";
    private static final CertificateAuthority CA = CertificateAuthority.create("Test CA");

    @RegisterExtension
    static final PostgresServer DB =
            PostgresServer.builder().tls(CA).crl(CA).hba(CERTIFICATES).build();

    @BeforeAll
    static void roles() throws SQLException {
        try (Connection connection = DB.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE agent LOGIN; CREATE ROLE clerk LOGIN");
        }
    }

    @BeforeEach
    void standardRules() {
        DB.replaceHba(CERTIFICATES);
        DB.replaceIdent("people /^(.*)$ \\1");
    }

    @Test
    void aClientCertificateIsOneCall() throws SQLException {
        assertThat(userOf(DB.clientDataSource("agent"))).isEqualTo("agent");
    }

    @Test
    void aRevokedClientIsRefusedOnceTheListIsReplaced() throws SQLException {
        CertificateBundle revoked = DB.clientCertificate("agent");
        DataSource client = DB.clientDataSource("postgres", "agent", revoked);
        assertThat(userOf(client)).isEqualTo("agent");

        CA.revoke(revoked.leaf(), RevocationReason.KEY_COMPROMISE);
        assertThat(userOf(client)).as("before the server has the new list").isEqualTo("agent");
        DB.replaceCrl();

        assertThatThrownBy(() -> userOf(client)).isInstanceOf(SQLException.class);
        DB.awaitLog("certificate revoked", SOON);
        assertThat(userOf(DB.clientDataSource("agent"))).isEqualTo("agent");
    }

    @Test
    void aRevokedClientIsRefusedByTheListOfTheFirstStart() {
        CertificateAuthority authority = CertificateAuthority.create("Another CA");
        CertificateBundle revoked = authority.client("agent").issue();
        authority.revoke(revoked.leaf(), RevocationReason.SUPERSEDED);
        try (PostgresServer server = PostgresServer.builder()
                .tls(authority)
                .crl(authority)
                .hba("hostssl all all all cert")
                .start()) {
            DataSource client = server.clientDataSource("postgres", "agent", revoked);

            assertThatThrownBy(() -> userOf(client)).isInstanceOf(SQLException.class);
            server.awaitLog("certificate revoked", SOON);
        }
    }

    @Test
    void aMapInPgIdentDecidesWhichRoleACertificateIs() throws SQLException {
        DataSource agentAsClerk = DB.clientDataSource("postgres", "clerk", DB.clientCertificate("agent"));
        assertThatThrownBy(() -> userOf(agentAsClerk)).hasMessageContaining("certificate authentication failed");

        DB.replaceIdent("people agent clerk");

        assertThat(userOf(agentAsClerk)).isEqualTo("clerk");
        DB.replaceIdent();
        assertThatThrownBy(() -> userOf(agentAsClerk)).hasMessageContaining("certificate authentication failed");
    }

    @Test
    void newRulesHoldForTheNextConnection() throws SQLException {
        DataSource agent = DB.clientDataSource("agent");
        for (int round = 0; round < 5; round++) {
            DB.replaceHba("hostssl all agent all reject", CERTIFICATES);
            assertThatThrownBy(() -> userOf(agent)).hasMessageContaining("pg_hba.conf rejects connection");
            DB.replaceHba(CERTIFICATES);
            assertThat(userOf(agent)).isEqualTo("agent");
        }
    }

    @Test
    void rulesWithAnErrorLeaveTheOldOnesInForce() throws SQLException {
        DB.replaceHba("hostssl all all all no-such-method");

        DB.awaitLog("pg_hba.conf was not reloaded", SOON);
        assertThat(userOf(DB.clientDataSource("agent"))).isEqualTo("agent");
    }

    @Test
    void whatWasNotAskedForAtTheStartIsRefusedByName() {
        try (PostgresServer plain = PostgresServer.builder().start()) {
            assertThatThrownBy(plain::replaceCrl)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("crl(");
            assertThatThrownBy(() -> plain.clientDataSource("agent"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("tls(");
        }
    }

    private static String userOf(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT current_user")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
