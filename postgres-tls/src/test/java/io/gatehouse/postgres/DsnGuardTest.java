package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DsnGuardTest {
    private static final TrustAnchors ANCHORS = new TrustAnchors.InFile(Path.of("ours.crt"));

    private final DsnGuard guard = DsnGuard.verifyFull(ANCHORS)
            .host("db.example.org")
            .host("2001:db8::7")
            .subdomainsOf("tenants.example.org")
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:p@DB.example.org/app",
                "postgres://u:p@[2001:DB8:0::7]:5432/app?sslmode=disable",
                "postgresql://u:p@a.tenants.example.org,b.c.tenants.example.org/?application_name=x&connect_timeout=3",
                "host=db.example.org user=u dbname=app sslmode=require channel_binding=require"
            })
    void verifiesInFullWhateverTheTextSays(String text) {
        Dsn dsn = guard.readLibpq(text);

        assertThat(dsn.sslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(dsn.trustAnchors()).contains(ANCHORS);
        assertThat(dsn.user()).contains("u");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u@evil.example.org/app",
                "postgresql://u@tenants.example.org/app",
                "postgresql://u@eviltenants.example.org/app",
                "postgresql://u@db.example.org,127.0.0.1/app",
                "postgresql://u@db.example.org:6432/app",
                "postgresql://u@db.example.org/?hostaddr=127.0.0.1",
                "postgresql://u@db.example.org/?host=%2Fvar%2Frun",
                "postgresql:///app?user=u",
                "postgresql://u@db.example.org/?service=admin",
                "postgresql://u@db.example.org/?passfile=%2Fetc%2Fpasswd",
                "postgresql://u@db.example.org/?sslrootcert=%2Fetc%2Fpasswd",
                "postgresql://u@db.example.org/?sslcert=%2Fetc%2Fa&sslkey=%2Fetc%2Fb",
                "postgresql://u@db.example.org/?sslcrl=%2Fetc%2Fpasswd",
                "postgresql://u@db.example.org/?sslkeylogfile=%2Ftmp%2Fkeys",
                "postgresql://u@db.example.org/?options=-c%20log_statement%3Dall",
                "postgresql://u@db.example.org/?channel_binding=disable",
                "postgresql://u@db.example.org/?require_auth=password",
                "postgresql://u@db.example.org/?gssencmode=prefer",
                "postgresql://u@db.example.org/?oauth_issuer=https%3A%2F%2Fevil",
                "postgresql://u@db.example.org/?ssl_min_protocol_version=TLSv1"
            })
    void refusesWhatIsNotTheTextsToSay(String text) {
        assertThatThrownBy(() -> guard.readLibpq(text)).isInstanceOf(GatehouseException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socketFactory",
                "socketFactoryArg",
                "sslfactory",
                "sslfactoryarg",
                "sslhostnameverifier",
                "sslpasswordcallback",
                "authenticationPluginClassName",
                "connectExecutor",
                "xmlFactoryFactory",
                "loggerFile",
                "loggerLevel",
                "service",
                "sslcert",
                "localSocketAddress",
                "jaasApplicationName"
            })
    void refusesClassesAndFilesInUrlAndProperties(String key) {
        Properties properties = new Properties();
        properties.setProperty(key, "hunter2");

        assertThatThrownBy(() ->
                        guard.readJdbcUrl("jdbc:postgresql://db.example.org/app?" + key + "=hunter2", new Properties()))
                .isInstanceOf(GatehouseException.class)
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> guard.readJdbcUrl("jdbc:postgresql://db.example.org/app", properties))
                .isInstanceOf(GatehouseException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void readsJdbcAndR2dbcToo() {
        assertThat(guard.readJdbcUrl("jdbc:postgresql://db.example.org/app?user=u&sslmode=disable", new Properties())
                        .sslMode())
                .isEqualTo(SslMode.VERIFY_FULL);
        assertThat(guard.readR2dbcUrl("r2dbc:postgresql://u@db.example.org/app").trustAnchors())
                .contains(ANCHORS);
        assertThatThrownBy(() -> guard.readJdbcUrl("jdbc:postgresql:app", new Properties()))
                .hasMessageContaining("host");
        assertThatThrownBy(() -> guard.readR2dbcUrl("r2dbc:postgresql://u@db.example.org/?sslHostnameVerifier=x.Y"))
                .isInstanceOf(DsnException.class);
    }

    @Test
    void namesAllThatItRefusesAtOnceAndShowsNone() {
        var failure = catchThrowableOfType(
                InvalidModelException.class,
                () -> guard.readLibpq(
                        "postgresql://u@hunter2:1/?sslrootcert=hunter2&options=hunter2&hostaddr=hunter2"));

        assertThat(failure.problems())
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("host", "port", "sslrootcert", "options", "hostaddr");
        assertThat(failure).hasMessageNotContaining("hunter2");
    }

    @Test
    void isNotMadeWithoutAHost() {
        assertThatThrownBy(() -> DsnGuard.verifyFull(ANCHORS).port(0).build())
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("host")
                .hasMessageContaining("1 to 65535");
    }
}
