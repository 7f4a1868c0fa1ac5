package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.postgres.PostgresConnectionException.Reason;
import io.gatehouse.postgres.Rotation.Outcome;
import io.gatehouse.testkit.MovableClock;
import io.gatehouse.testkit.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and passwords change under a pool in use; the server says which it sees. */
@ParameterizedClass
@ValueSource(ints = {15, 18})
@Timeout(120)
class RotatingPoolIT {
    private static final CertificateAuthority CA = CertificateAuthority.create("Database CA");
    private static final Secret FIRST = Secret.ofText("first password");
    private static final Secret SECOND = Secret.ofText("second password");

    private static PostgresServer server = PostgresServer.builder().build();

    @Parameter
    int version;

    @TempDir
    Path folder;

    private final MovableClock clock = MovableClock.stoppedNow();
    private CertificateBundle certificate = CA.client("agent").issue();

    @BeforeParameterizedClassInvocation
    static void start(int version) throws SQLException {
        server = PostgresServer.builder()
                .version(version)
                .tls(CA)
                .hba("hostssl all agent all cert", "hostssl all app all scram-sha-256")
                .startOrSkip();
        superuser("CREATE ROLE agent LOGIN");
        superuser("CREATE ROLE app LOGIN");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void write() throws SQLException {
        certificate = install(CA);
        setPassword(FIRST);
    }

    @Test
    void takesANewCertificateAndLosesTheOldOneWithItsLastConnection() throws SQLException {
        CertificateBundle old = certificate;
        try (RotatingPool pool = agent().start()) {
            Connection inUse = pool.dataSource().getConnection();
            assertThat(pool.check()).isEqualTo(Rotation.of(Outcome.UNCHANGED, 0));
            CertificateBundle renewed = install(CA);

            Rotation swapped = pool.check();
            assertThat(swapped.outcome()).isEqualTo(Outcome.SWAPPED);
            assertThat(swapped.oldConnections()).isPositive();
            try (Connection fresh = pool.dataSource().getConnection()) {
                assertThat(PostgresTls.session(fresh).clientCertificate()).contains(renewed.leaf());
            }
            assertThat(value(inUse, "SELECT current_user")).as("goes on").isEqualTo("agent");
            inUse.close();
            complete(pool);

            assertThat(sessions(old)).isZero();
            // Held, since the pool may be replacing its idle ones at this moment.
            try (Connection fresh = pool.dataSource().getConnection()) {
                assertThat(fresh.isValid(0)).isTrue();
                assertThat(sessions(renewed)).isPositive();
            }
        }
    }

    @Test
    void passesOverHalfOfAReplacement() throws SQLException {
        try (RotatingPool pool = agent().start()) {
            CertificateBundle renewed = CA.client("agent").issue();
            SecureFiles.writePublic(folder.resolve("agent.crt"), ascii(renewed.fullchainPem()));

            Rotation half = pool.check();
            assertThat(half.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(half.refusal())
                    .hasValueSatisfying(e -> assertThat(e.reason()).isEqualTo(Reason.MATERIAL_UNUSABLE));
            assertThat(newConnectionOf(pool)).as("made from what was read").isEqualTo(certificate.leaf());

            SecureFiles.write(folder.resolve("agent.key"), renewed.privateKeyPem());
            assertThat(pool.check().outcome()).isEqualTo(Outcome.SWAPPED);
        }
    }

    @Test
    void keepsWhatTheServerTakesWhenItDoesNotTakeTheNew() throws SQLException {
        try (RotatingPool pool = agent().start()) {
            install(CertificateAuthority.create("Nobody's CA"));

            assertThat(pool.check().refusal())
                    .hasValueSatisfying(e -> assertThat(e.reason()).isEqualTo(Reason.CLIENT_CERTIFICATE_REFUSED));
            assertThat(newConnectionOf(pool)).isEqualTo(certificate.leaf());
        }
    }

    @Test
    void cutsOffConnectionsInUseWhenTheOverlapIsOver() throws SQLException {
        try (RotatingPool pool = agent().overlap(Duration.ofMinutes(5)).start();
                Connection inUse = pool.dataSource().getConnection()) {
            install(CA);
            assertThat(pool.check().outcome()).isEqualTo(Outcome.SWAPPED);
            clock.advance(Duration.ofMinutes(5).minusSeconds(1));
            assertThat(pool.check().outcome()).isEqualTo(Outcome.UNCHANGED);
            assertThat(value(inUse, "SELECT 1")).isEqualTo("1");

            clock.advance(Duration.ofSeconds(1));
            complete(pool);
            assertThatThrownBy(() -> value(inUse, "SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void takesANewPassword() throws SQLException {
        AtomicReference<Secret> password = new AtomicReference<>(FIRST);
        try (RotatingPool pool = app(password).start()) {
            setPassword(SECOND);
            password.set(SECOND);

            assertThat(pool.check().outcome()).isEqualTo(Outcome.SWAPPED);
            complete(pool);
            try (Connection connection = pool.dataSource().getConnection()) {
                assertThat(value(connection, "SELECT current_user")).isEqualTo("app");
            }
        }
    }

    @Test
    void doesNotTryAWrongPasswordAgainAndAgain() throws SQLException {
        AtomicReference<Secret> password = new AtomicReference<>(FIRST);
        try (RotatingPool pool = app(password).start()) {
            long before = refusedLogins();
            password.set(Secret.ofText("mistyped horse"));

            Rotation first = pool.check();
            assertThat(first.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(first.refusal())
                    .hasValueSatisfying(e -> assertThat(e)
                            .hasMessageNotContaining("horse")
                            .hasMessageContaining("password authentication failed"));
            for (int i = 0; i < 20; i++) {
                assertThat(pool.check().outcome()).isEqualTo(Outcome.UNCHANGED);
            }
            assertThat(refusedLogins() - before).isEqualTo(1);

            password.set(FIRST);
            assertThat(pool.check()).isEqualTo(Rotation.of(Outcome.UNCHANGED, 0));
        }
    }

    /** The account is not locked, and whoever asks for a connection hears why there is none, and at once. */
    @Test
    void aPoolWhosePasswordWasChangedTriesItOnce() throws SQLException {
        AtomicReference<Secret> password = new AtomicReference<>(FIRST);
        try (RotatingPool pool = app(password).start()) {
            long before = refusedLogins();
            setPassword(SECOND);
            empty(pool);
            // By the pool itself, which fills up: who asks before it knows waits for HikariCP's time-out.
            pool.dataSource().getHikariConfigMXBean().setConnectionTimeout(2000);
            while (refusedLogins() == before) {
                Thread.onSpinWait();
            }

            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> pool.dataSource().getConnection())
                        .isInstanceOf(SQLException.class)
                        .hasStackTraceContaining("password authentication failed");
            }
            assertThat(refusedLogins() - before).isEqualTo(1);

            // HikariCP pauses for up to five seconds between two attempts that fail.
            pool.dataSource().getHikariConfigMXBean().setConnectionTimeout(60_000);
            password.set(SECOND);
            assertThat(pool.check().outcome()).isEqualTo(Outcome.SWAPPED);
            try (Connection connection = pool.dataSource().getConnection()) {
                assertThat(value(connection, "SELECT current_user")).isEqualTo("app");
            }
        }
    }

    @Test
    void aSourceThatFailsChangesNothing() throws SQLException {
        AtomicReference<Secret> password = new AtomicReference<>(FIRST);
        try (RotatingPool pool = app(password).start()) {
            Secret wiped = Secret.ofText("gone");
            wiped.close();
            password.set(wiped);

            assertThat(pool.check().outcome()).isEqualTo(Outcome.REFUSED);
            try (Connection connection = pool.dataSource().getConnection()) {
                assertThat(value(connection, "SELECT current_user")).isEqualTo("app");
            }
        }
    }

    @Test
    void seesANewCertificateByItself() throws Exception {
        CompletableFuture<Rotation> completed = new CompletableFuture<>();
        try (RotatingPool pool = agent().watchEvery(Duration.ofMillis(20))
                .listener(rotation -> {
                    if (rotation.outcome() == Outcome.COMPLETED) {
                        completed.complete(rotation);
                    }
                })
                .start()) {
            CertificateBundle renewed = install(CA);

            assertThat(completed.get(60, TimeUnit.SECONDS).oldConnections()).isZero();
            try (Connection connection = pool.dataSource().getConnection()) {
                assertThat(PostgresTls.session(connection).clientCertificate()).contains(renewed.leaf());
            }
        }
    }

    private RotatingPool.Builder agent() {
        Dsn dsn = Dsn.host("localhost", server.port())
                .database("postgres")
                .user("agent")
                .verifyFull(server.caFile())
                .clientCertificate(folder.resolve("agent.crt"), folder.resolve("agent.key"))
                .build();
        return small(RotatingPool.builder(() -> dsn));
    }

    private RotatingPool.Builder app(AtomicReference<Secret> password) {
        return small(RotatingPool.builder(() -> Dsn.host("localhost", server.port())
                .database("postgres")
                .user("app")
                .verifyFull(server.caFile())
                .password(password.get())
                .build()));
    }

    private RotatingPool.Builder small(RotatingPool.Builder pool) {
        return pool.unwatched().clock(clock).settings(hikari -> hikari.setMaximumPoolSize(2));
    }

    /** Another certificate and key in place of those in the folder. */
    private CertificateBundle install(CertificateAuthority issuer) {
        CertificateBundle next = issuer.client("agent").issue();
        SecureFiles.write(folder.resolve("agent.key"), next.privateKeyPem());
        SecureFiles.writePublic(folder.resolve("agent.crt"), ascii(next.fullchainPem()));
        return next;
    }

    /** HikariCP closes connections in a thread of its own, so that the last is gone a moment later. */
    private static void complete(RotatingPool pool) {
        while (pool.check().outcome() != Outcome.COMPLETED) {
            Thread.onSpinWait();
        }
    }

    private static void empty(RotatingPool pool) {
        pool.dataSource().getHikariPoolMXBean().softEvictConnections();
    }

    private static Object newConnectionOf(RotatingPool pool) throws SQLException {
        empty(pool);
        try (Connection connection = pool.dataSource().getConnection()) {
            return PostgresTls.session(connection).clientCertificate().orElseThrow();
        }
    }

    private static long sessions(CertificateBundle client) throws SQLException {
        try (Connection connection = server.superuserDataSource().getConnection()) {
            return Long.parseLong(value(
                    connection,
                    "SELECT count(*) FROM pg_stat_ssl WHERE client_serial = "
                            + client.leaf().getSerialNumber()));
        }
    }

    private static long refusedLogins() {
        return server.log().stream()
                .filter(line -> line.contains("password authentication failed for user \"app\""))
                .count();
    }

    private static void setPassword(Secret password) throws SQLException {
        superuser("ALTER ROLE app PASSWORD '" + password.exposeText() + "'");
    }

    private static void superuser(String statement) throws SQLException {
        try (Connection connection = server.superuserDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static String value(Connection connection, String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
