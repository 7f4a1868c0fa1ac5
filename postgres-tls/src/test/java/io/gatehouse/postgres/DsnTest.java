package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DsnTest {
    private static final String PASSWORD = "s3cret/@:?#&=%+ x";
    private static final CertificateAuthority CA = CertificateAuthority.create("Test CA");

    private final Dsn agent = Dsn.host("db.example.org")
            .database("app")
            .user("agent")
            .password(Secret.ofText(PASSWORD))
            .verifyFull(Path.of("ca.crt"))
            .clientCertificate(Path.of("client.crt"), Path.of("client.key"), Secret.ofText("phrase"))
            .build();

    @Test
    void printsBothFormsWithoutPasswords() {
        assertThat(agent.toJdbcUrl())
                .isEqualTo("jdbc:postgresql://db.example.org:5432/app?sslmode=verify-full&user=agent"
                        + "&sslrootcert=ca.crt&sslcert=client.crt&sslkey=client.key");
        assertThat(agent.toLibpqUri())
                .isEqualTo("postgresql://agent@db.example.org:5432/app?sslmode=verify-full"
                        + "&sslrootcert=ca.crt&sslcert=client.crt&sslkey=client.key");
        assertThat(agent).hasToString("Dsn[agent@db.example.org:5432/app, sslmode=verify-full]");
    }

    @Test
    void exposesPasswordsOnlyByName() {
        assertThat(Dsn.parseLibpqUri(agent.exposeLibpqUri())).isEqualTo(agent);
        assertThat(Dsn.parseJdbcUrl(agent.exposeJdbcUrl())).isEqualTo(agent);
        assertThat(agent.exposeLibpqUri()).contains("s3cret%2F%40%3A%3F%23%26%3D%25%2B%20x", "sslpassword=phrase");
    }

    @Test
    void keepsSeveralHostsAndIpv6() {
        Dsn dsn = Dsn.host("db1.example.org", 5433)
                .orHost("::1")
                .orHost("10.0.0.1")
                .user("agent")
                .verifyFull(Path.of("ca.crt"))
                .build();

        assertThat(dsn.toJdbcUrl()).startsWith("jdbc:postgresql://db1.example.org:5433,[::1]:5432,10.0.0.1:5432/?");
        assertThat(Dsn.parseJdbcUrl(dsn.toJdbcUrl())).isEqualTo(dsn);
        assertThat(Dsn.parseLibpqUri(dsn.toLibpqUri())).isEqualTo(dsn);
    }

    @Test
    void reportsEveryProblemAtOnce() {
        var failure = catchThrowableOfType(
                InvalidModelException.class,
                () -> Dsn.host("not a host", 0)
                        .database("")
                        .password(Secret.ofText(PASSWORD))
                        .parameter(ConnectionParameter.CONNECT_TIMEOUT, "soon")
                        .build());

        assertThat(failure.problems())
                .extracting(Problem::field)
                .contains("host", "dbname", "user", "connect_timeout", "sslmode");
        assertThat(failure).hasMessageNotContaining(PASSWORD);
    }

    @Test
    void refusesWhatContradictsItself() {
        assertThatThrownBy(() -> Dsn.host("db").user("a").verifyFull().build()).hasMessageContaining("sslrootcert");
        assertThatThrownBy(() -> Dsn.host("db")
                        .insecureSslMode(SslMode.DISABLE)
                        .parameter(ConnectionParameter.SSL_NEGOTIATION, "direct")
                        .build())
                .hasMessageContaining("direct needs sslmode require");
        assertThatThrownBy(() -> Dsn.parseLibpqUri("postgresql://db/app?sslrootcert=system&sslmode=require"))
                .hasMessageContaining("too weak");
    }

    @Test
    void namesWhatAFormCannotSay() {
        Dsn inMemory = Dsn.host("db.example.org")
                .user("agent")
                .verifyFull(Path.of("ca.crt"))
                .clientCertificate(CA.client("agent").issue())
                .parameter(ConnectionParameter.HOSTADDR, "10.0.0.1")
                .parameter(ConnectionParameter.CURRENT_SCHEMA, "app")
                .build();

        assertThat(inMemory.export().jdbcUrl().changes())
                .extracting(Conversion.Change::parameter)
                .containsExactly("sslcert", "hostaddr");
        assertThat(inMemory.export().libpqUri().changes())
                .extracting(Conversion.Change::parameter)
                .containsExactly("sslcert", "current_schema");
        assertThat(agent.export().jdbcUrl().isExact()).isTrue();
    }

    @Test
    void refusesAWeakerForm() {
        Dsn anchorsInMemory =
                Dsn.host("db").user("a").verifyFull(CA.certificate()).build();
        Dsn revocation = Dsn.host("db")
                .user("a")
                .verifyFull(Path.of("ca.crt"))
                .parameter(ConnectionParameter.SSL_CRL, "ca.crl")
                .build();
        Dsn system = Dsn.host("db").user("a").verifyFullAgainstSystem().build();

        assertThatThrownBy(anchorsInMemory::toJdbcUrl).isInstanceOf(DsnException.class);
        assertThatThrownBy(anchorsInMemory::toLibpqUri).isInstanceOf(DsnException.class);
        assertThatThrownBy(revocation::toJdbcUrl)
                .isInstanceOf(DsnException.class)
                .hasMessageContaining("sslcrl");
        assertThatThrownBy(system::toJdbcUrl).isInstanceOf(DsnException.class).hasMessageContaining("system");
        assertThat(revocation.toLibpqUri()).endsWith("sslcrl=ca.crl");
        assertThat(Dsn.parseLibpqUri(system.toLibpqUri())).isEqualTo(system);
    }

    @Test
    void saysRequireWithAnAnchorAsLibpqMeansIt() {
        Dsn dsn = Dsn.parseLibpqUri("postgresql://a@db/app?sslmode=require&sslrootcert=ca.crt");

        assertThat(dsn.export().jdbcUrl().changes())
                .extracting(Conversion.Change::kind)
                .containsExactly(Conversion.Kind.STRENGTHENED);
        assertThat(dsn.toJdbcUrl()).contains("sslmode=verify-ca");
    }

    @Test
    void translatesWords() {
        Dsn dsn =
                Dsn.parseLibpqUri("postgresql://a@db/app?target_session_attrs=prefer-standby&load_balance_hosts=random"
                        + "&channel_binding=require&application_name=it%27s&connect_timeout=3");

        assertThat(dsn.toJdbcUrl())
                .contains("targetServerType=preferSecondary", "loadBalanceHosts=true", "channelBinding=require")
                .contains("ApplicationName=it%27s", "connectTimeout=3");
        assertThat(Dsn.parseJdbcUrl(dsn.toJdbcUrl())).isEqualTo(dsn);
    }

    @Test
    void makesDefaultsVisible() {
        assertThat(Dsn.parseLibpqUri("postgresql://db").sslMode()).isEqualTo(SslMode.PREFER);
        assertThat(Dsn.parseLibpqUri("postgresql://db?sslrootcert=system").sslMode())
                .isEqualTo(SslMode.VERIFY_FULL);
        assertThat(Dsn.parseLibpqUri("postgresql://db?ssl=true").sslMode()).isEqualTo(SslMode.REQUIRE);
        assertThat(Dsn.parseJdbcUrl("jdbc:postgresql://db/").sslMode()).isEqualTo(SslMode.PREFER);
        assertThat(Dsn.parseJdbcUrl("jdbc:postgresql://db/?ssl=true").sslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(Dsn.parseJdbcUrl("jdbc:postgresql://db/?ssl&sslmode=require").sslMode())
                .isEqualTo(SslMode.REQUIRE);
    }
}
