package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {
    @Test
    void takesPlusForASpace() {
        Dsn dsn = Dsn.parseJdbcUrl("jdbc:postgresql://db/my+app%2B?user=a+b&password=p%2Bq");

        assertThat(dsn.database()).contains("my app+");
        assertThat(dsn.user()).contains("a b");
        assertThat(dsn.password()).contains(Secret.ofText("p+q"));
        assertThat(dsn.toJdbcUrl()).contains("/my%20app%2B?", "user=a%20b");
    }

    @Test
    void readsHostsAsPgjdbcDoes() {
        assertThat(Dsn.parseJdbcUrl("jdbc:postgresql://h1:6000,[::1],h3/").endpoints())
                .containsExactly(Endpoint.of("h1", 6000), Endpoint.of("::1", 5432), Endpoint.of("h3", 5432));
        assertThat(Dsn.parseJdbcUrl("jdbc:postgresql:app").endpoints()).containsExactly(Endpoint.of("localhost", 5432));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://db/app                                | starts with jdbc:postgresql:
            jdbc:postgresql://db                               | exactly one /
            jdbc:postgresql://db/a/b                           | exactly one /
            jdbc:postgresql://::1/app                          | brackets
            jdbc:postgresql://[db]/app                         | neither a DNS name nor an IP
            jdbc:postgresql://u:p@db/app                       | takes for part of a host
            jdbc:postgresql://db:0/app                         | 1 to 65535
            jdbc:postgresql://db/app?sslMode=verify-full       | write sslmode
            jdbc:postgresql://db/app?channel_binding=require   | write channelBinding
            jdbc:postgresql://db/app?nonsense=1                | pgjdbc would ignore nonsense, or
            jdbc:postgresql://db/app?sslmod=verify-full        | pgjdbc would ignore sslmod: write sslmode
            jdbc:postgresql://db/app?sslRootCert=ca.crt        | pgjdbc would ignore sslRootCert: write sslrootcert
            jdbc:postgresql://db/app?application_name=x        | pgjdbc would ignore application_name: write ApplicationName
            jdbc:postgresql://db/app?sslNegotiation=dirct      | one of direct, postgres
            jdbc:postgresql://db/app?user=%zz                  | hexadecimal
            jdbc:postgresql://db/app?user                      | key=value
            jdbc:postgresql://db/app?sslkey=client.p12         | readPkcs12
            """)
    void refuses(String url, String reason) {
        assertThatThrownBy(() -> Dsn.parseJdbcUrl(url)).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socketFactory", "sslfactory", "sslhostnameverifier", "sslpasswordcallback",
                "authenticationPluginClassName", "connectExecutor", "xmlFactoryFactory", "loggerFile"
            })
    void refusesToNameClassesAndFiles(String key) {
        assertThatThrownBy(() -> Dsn.parseJdbcUrl("jdbc:postgresql://db/app?" + key + "=evil.Class"))
                .isInstanceOf(DsnException.class)
                .hasMessageContaining(key)
                .hasMessageNotContaining("evil");
    }

    /** Jazzer found it: such a password was read, and its URL could not be. */
    @Test
    void refusesWhatIsNoText() {
        Properties properties = new Properties();
        properties.setProperty("password", "hunter\0");
        Dsn.Builder builder = Dsn.host("db").user("a").verifyFull(Path.of("ca")).password(Secret.ofText("hunter\0"));

        assertThatThrownBy(() -> Dsn.parseJdbcUrl("jdbc:postgresql://db/?user=a&password=hunter\0"))
                .isInstanceOf(DsnException.class);
        assertThatThrownBy(() -> Dsn.parseJdbcUrl("jdbc:postgresql://db/?user=a&password=hunter\ud800"))
                .isInstanceOf(DsnException.class);
        assertThatThrownBy(() -> Dsn.parseJdbcUrl("jdbc:postgresql://db/?user=a", properties))
                .isInstanceOf(DsnException.class)
                .hasMessageNotContaining("hunter");
        assertThatThrownBy(builder::build).hasMessageContaining("NUL").hasMessageNotContaining("hunter");
    }

    @Test
    void neverShowsAPassword() {
        assertThatThrownBy(() -> Dsn.parseJdbcUrl("jdbc:postgresql://u:hunter@db/app"))
                .hasMessageNotContaining("hunter");
        assertThatThrownBy(() -> Dsn.parseJdbcUrl("jdbc:postgresql://db/app?password=hunter%"))
                .hasMessageNotContaining("hunter");
        assertThatThrownBy(() -> Dsn.parseJdbcUrl("jdbc:postgresql://db/app?password=a&hunter2!"))
                .hasMessageNotContaining("hunter");
    }
}
