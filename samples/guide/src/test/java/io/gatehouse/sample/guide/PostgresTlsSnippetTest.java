package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.gatehouse.core.Secret;
import io.gatehouse.postgres.ConnectionParameter;
import io.gatehouse.postgres.Dsn;
import io.gatehouse.postgres.PostgresConnectionException;
import io.gatehouse.postgres.PostgresTls;
import io.gatehouse.postgres.RotatingPool;
import io.gatehouse.postgres.Rotation;
import io.gatehouse.postgres.TlsSession;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Nobody listens on the port named here, so that what would connect says so. */
class PostgresTlsSnippetTest {
    private static final Path FOLDER = Path.of("/nonexistent");

    @Test
    void aVerifiedConnection() {
        // region strict
        Dsn dsn = Dsn.host("localhost", 1)
                .database("app")
                .user("agent")
                .verifyFull(FOLDER.resolve("ca.crt"))
                .clientCertificate(FOLDER.resolve("agent.crt"), FOLDER.resolve("agent.key"))
                .parameter(ConnectionParameter.SSL_CRL, "/etc/app/ca.crl")
                .parameter(ConnectionParameter.SSL_MIN_PROTOCOL_VERSION, "TLSv1.3")
                .parameter(ConnectionParameter.REQUIRE_AUTH, "scram-sha-256")
                .parameter(ConnectionParameter.CHANNEL_BINDING, "require")
                .build();
        DataSource database = PostgresTls.dataSource(dsn);
        // end

        assertThatThrownBy(() -> negotiated(database)).isInstanceOf(SQLException.class);
    }

    private static String negotiated(DataSource database) throws SQLException {
        // region session
        try (Connection connection = database.getConnection()) {
            TlsSession session = PostgresTls.session(connection);
            return session.protocol() + " to " + session.host() + ", bound to " + session.serverEndPoint();
        }
        // end
    }

    @Test
    void aFailureWithItsReason() {
        Dsn dsn =
                Dsn.host("localhost", 1).user("agent").verifyFullAgainstSystem().build();
        String told = "";
        // region reason
        try (HikariDataSource pool = PostgresTls.pool(dsn)) {
            told = "connected: " + pool.isRunning();
        } catch (PostgresConnectionException e) {
            told = e.reason() + ": " + e.getMessage();
        }
        // end

        assertThat(told).startsWith("UNREACHABLE: no connection by Dsn[agent@localhost:1, sslmode=verify-full]");
    }

    @Test
    void aPoolThatRotates() {
        assertThatThrownBy(() -> serve(() -> Secret.ofText("from a vault")))
                .isInstanceOf(PostgresConnectionException.class);
    }

    private static void serve(Vault vault) throws SQLException {
        // region rotate
        try (RotatingPool pool = RotatingPool.builder(() -> Dsn.host("localhost", 1)
                        .database("app")
                        .user("app")
                        .password(vault.password())
                        .verifyFullAgainstSystem()
                        .build())
                .watchEvery(Duration.ofSeconds(30))
                .overlap(Duration.ofHours(1))
                .settings(hikari -> hikari.setMaximumPoolSize(20))
                .listener(PostgresTlsSnippetTest::tell)
                .start()) {
            run(pool.dataSource());
        }
        // end
    }

    // region listener
    private static void tell(Rotation rotation) {
        switch (rotation.outcome()) {
            case SWAPPED -> System.out.println("new logins use the new material");
            case COMPLETED -> System.out.println("the old material may be revoked");
            case REFUSED -> System.err.println(rotation.refusal().orElseThrow().getMessage());
            case UNCHANGED -> {}
        }
    }
    // end

    private static void run(DataSource database) throws SQLException {
        database.getConnection().close();
    }

    private interface Vault {
        Secret password();
    }
}
