package io.gatehouse.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.postgres.Dsn;
import io.gatehouse.postgres.PostgresConnectionException;
import io.gatehouse.postgres.PostgresConnectionException.Reason;
import io.gatehouse.postgres.PostgresTls;
import io.gatehouse.postgres.ServerVersions;
import io.gatehouse.testkit.PostgresServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Authorities and revocation lists given to a running server, and the clients that come after. */
@ParameterizedClass
@ValueSource(strings = {"15", "18", "debian"})
class ClientTrustFilesIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Clock CLOCK = Clock.systemUTC();

    private static final CertificateAuthority SERVERS = CertificateAuthority.create("Servers");

    private static PostgresServer server = PostgresServer.builder().build();

    private final CertificateAuthority clients = CertificateAuthority.create("Clients");

    @Parameter
    String version = "";

    @BeforeParameterizedClassInvocation
    static void start(String version) throws SQLException {
        server = ServerVersions.of(version)
                .tls(SERVERS)
                .hba("hostssl all agent all cert")
                .startOrSkip();
        // They take effect with the first reload, when there are such files.
        sql(
                "CREATE ROLE agent LOGIN",
                "ALTER SYSTEM SET ssl_ca_file = 'clients.crt'",
                "ALTER SYSTEM SET ssl_crl_file = 'clients.crl'");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @Test
    void aClientOnTheNewListIsRefused() throws Exception {
        CertificateBundle stolen = clients.client("agent").issue();
        assertThat(files(LIMIT).install(trust())).isTrue();
        logIn(stolen);

        clients.revoke(stolen.leaf(), RevocationReason.KEY_COMPROMISE);
        ClientTrust revoking = trust();
        ClientTrustFiles files = files(LIMIT);
        assertThat(files.install(revoking, stolen)).isTrue();

        assertThat(refusal(stolen)).isEqualTo(Reason.CLIENT_CERTIFICATE_REFUSED);
        logIn(clients.client("agent").issue());
        assertThat(files.install(revoking)).isFalse();
    }

    @Test
    void anotherAuthorityTakesThePlaceOfTheFirst() throws Exception {
        CertificateAuthority next = CertificateAuthority.create("Next clients");
        CertificateBundle old = clients.client("agent").issue();
        files(LIMIT).install(trust());
        ClientTrust both =
                ClientTrust.parse(clients.certificatePem() + next.certificatePem(), clients.crlPem() + next.crlPem());
        assertThat(files(LIMIT).install(both)).isTrue();
        logIn(old);
        logIn(next.client("agent").issue());

        assertThat(files(LIMIT).install(ClientTrust.parse(next.certificatePem(), next.crlPem())))
                .isTrue();

        assertThat(refusal(old)).isEqualTo(Reason.CLIENT_CERTIFICATE_REFUSED);
        logIn(next.client("agent").issue());
    }

    @Test
    void authoritiesNeedNoLists() throws Exception {
        sql("ALTER SYSTEM RESET ssl_crl_file");
        try {
            ClientTrustFiles files =
                    ClientTrustFiles.of(data("clients.crt"), server.superuserDataSource(), address(), LIMIT, CLOCK);

            assertThat(files.install(ClientTrust.parse(clients.certificatePem())))
                    .isTrue();

            logIn(clients.client("agent").issue());
            assertThatThrownBy(() -> files.install(trust())).isInstanceOf(IllegalArgumentException.class);
        } finally {
            sql("ALTER SYSTEM SET ssl_crl_file = 'clients.crl'");
        }
    }

    @Test
    void theFilesAreTheServersAndForEverybodyToRead() throws Exception {
        files(LIMIT).install(trust());

        for (Path file : List.of(data("clients.crt"), data("clients.crl"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r--r--");
            assertThat(Files.getOwner(file)).isEqualTo(Files.getOwner(server.dataDirectory()));
        }
    }

    @Test
    void aServerThatDoesNotReloadIsNotBelieved() throws Exception {
        files(LIMIT).install(trust());
        CertificateBundle agent = clients.client("agent").issue();
        byte[] before = Files.readAllBytes(data("clients.crt"));
        CertificateAuthority next = CertificateAuthority.create("Next clients");
        Files.move(data("server.key"), data("server.key.away"));
        try {
            assertThatThrownBy(() -> files(Duration.ofMillis(300))
                            .install(ClientTrust.parse(next.certificatePem(), next.crlPem())))
                    .isInstanceOf(ServerCertificateException.class)
                    .hasMessageContaining("it still");
            clients.revoke(agent.leaf(), RevocationReason.KEY_COMPROMISE);
            assertThatThrownBy(() -> files(Duration.ofMillis(300)).install(trust(), agent))
                    .isInstanceOf(ServerCertificateException.class)
                    .hasMessageContaining("it still");
        } finally {
            Files.move(data("server.key.away"), data("server.key"));
        }

        assertThat(data("clients.crt")).hasBinaryContent(before);
        logIn(agent);
    }

    @Test
    void whatTheServerReadsElsewhereIsTakenBack() throws Exception {
        files(LIMIT).install(trust());
        ClientTrustFiles elsewhere = ClientTrustFiles.of(
                data("clients.crt"), data("elsewhere.crl"), server.superuserDataSource(), address(), LIMIT, CLOCK);

        assertThatThrownBy(() -> elsewhere.install(trust()))
                .isInstanceOf(ServerCertificateException.class)
                .hasMessageContaining("ssl_crl_file is 'clients.crl', which is not")
                .hasMessageContaining("elsewhere.crl");

        assertThat(data("elsewhere.crl")).doesNotExist();
        logIn(clients.client("agent").issue());
    }

    @Test
    void whatWouldLockEverybodyOutOrProveNothingIsNotTried() {
        Clock late = Clock.fixed(CLOCK.instant().plus(Duration.ofDays(8)), ZoneOffset.UTC);
        CertificateBundle good = clients.client("agent").issue();

        assertThatThrownBy(() -> files(LIMIT, late).install(trust()))
                .isInstanceOf(ServerCertificateException.class)
                .hasMessageContaining("no list of CN=Clients is current");
        assertThatThrownBy(() -> files(LIMIT).install(trust(), good))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proves nothing");
        assertThatThrownBy(() -> files(LIMIT).install(ClientTrust.parse(clients.certificatePem())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private ClientTrust trust() {
        return ClientTrust.parse(clients.certificatePem(), clients.crlPem());
    }

    private static ClientTrustFiles files(Duration limit) {
        return files(limit, CLOCK);
    }

    private static ClientTrustFiles files(Duration limit, Clock clock) {
        return ClientTrustFiles.of(
                data("clients.crt"), data("clients.crl"), server.superuserDataSource(), address(), limit, clock);
    }

    private static Path data(String name) {
        return server.dataDirectory().resolve(name);
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    }

    private static Dsn agent(CertificateBundle certificate) {
        return Dsn.host("localhost", server.port())
                .database("postgres")
                .user("agent")
                .verifyFull(SERVERS.certificate())
                .clientCertificate(certificate)
                .build();
    }

    private static void logIn(CertificateBundle certificate) throws SQLException {
        try (Connection connection = PostgresTls.dataSource(agent(certificate)).getConnection()) {
            assertThat(PostgresTls.session(connection).clientCertificate()).contains(certificate.leaf());
        }
    }

    private static Reason refusal(CertificateBundle certificate) {
        return catchThrowableOfType(
                        PostgresConnectionException.class,
                        () -> PostgresTls.pool(agent(certificate)).close())
                .reason();
    }

    private static void sql(String... statements) throws SQLException {
        try (Connection connection = server.superuserDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        }
    }
}
