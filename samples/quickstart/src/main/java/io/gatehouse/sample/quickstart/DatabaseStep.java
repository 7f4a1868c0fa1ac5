package io.gatehouse.sample.quickstart;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.postgres.Dsn;
import io.gatehouse.postgres.PostgresTls;
import io.gatehouse.postgres.TlsSession;
import io.gatehouse.postgres.hba.HbaRule;
import io.gatehouse.postgres.hba.PgHba;
import io.gatehouse.sample.quickstart.Journal.Fact;
import io.gatehouse.sample.quickstart.Journal.Proofs;
import io.gatehouse.testkit.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Starts a PostgreSQL that speaks TLS only and knows its clients by certificate, and shows whom it refuses. */
final class DatabaseStep implements AutoCloseable {
    static final String DATABASE = "semaphore";
    static final String AGENT = "semaphore_agent";
    static final String MIGRATOR = "semaphore_migrator";

    private final CertificateAuthority authority = CertificateAuthority.create("Quickstart database CA");
    private final PgHba hba = PgHba.builder()
            .rule(HbaRule.hostssl().databases(DATABASE).users(AGENT, MIGRATOR).cert())
            .rejectPlaintext()
            .build();
    private final PostgresServer server;

    /**
     * @param folder takes the rules and the CA's certificate
     */
    DatabaseStep(Path folder) {
        SecureFiles.writePublic(folder.resolve("pg_hba.conf"), hba.print().getBytes(StandardCharsets.UTF_8));
        SecureFiles.writePublic(
                folder.resolve("ca.crt"), authority.certificatePem().getBytes(StandardCharsets.UTF_8));
        server = PostgresServer.builder()
                .version(18)
                .tls(authority)
                .hba(hba.print())
                .start();
    }

    void run(Proofs proofs) throws SQLException {
        proofs.that("PostgreSQL " + server.version() + " runs", true, server.host() + ":" + server.port());
        execute(superuser("postgres"), "CREATE DATABASE " + DATABASE);
        // The driver on its own: our DSNs would not even ask.
        String plaintext = "jdbc:postgresql://localhost:" + server.port() + "/" + DATABASE + "?sslmode=disable";
        proofs.refused(
                "the server refuses plaintext",
                () -> DriverManager.getConnection(plaintext, AGENT, "").close());
        CertificateAuthority stranger = CertificateAuthority.create("Some other CA");
        proofs.refused(
                "a server whose CA is not ours is refused", () -> connect(agent().verifyFull(stranger.certificate())));
        proofs.refused(
                "a client without a certificate is refused",
                () -> connect(agent().verifyFull(authority.certificate())));
    }

    /** A role's way in: verified TLS, and its certificate from memory. */
    Dsn dsn(String role) {
        return Dsn.host("localhost", server.port())
                .database(DATABASE)
                .user(role)
                .verifyFull(authority.certificate())
                .clientCertificate(server.clientCertificate(role))
                .build();
    }

    DataSource superuser(String database) {
        return server.superuserDataSource(database);
    }

    /** What was negotiated on a connection, for the report. */
    List<Fact> negotiated(Connection connection) throws SQLException {
        TlsSession session = PostgresTls.session(connection);
        return List.of(
                new Fact("protocol", session.protocol()),
                new Fact("cipher suite", session.cipherSuite()),
                new Fact(
                        "server",
                        session.serverCertificate().getSubjectX500Principal().getName()),
                new Fact(
                        "server's issuer",
                        session.serverCertificate().getIssuerX500Principal().getName()),
                new Fact("connection", dsn(AGENT).toString()));
    }

    static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Dsn.Builder agent() {
        return Dsn.host("localhost", server.port()).database(DATABASE).user(AGENT);
    }

    private static void connect(Dsn.Builder dsn) throws SQLException {
        PostgresTls.dataSource(dsn.build()).getConnection().close();
    }

    @Override
    public void close() {
        server.close();
    }
}
