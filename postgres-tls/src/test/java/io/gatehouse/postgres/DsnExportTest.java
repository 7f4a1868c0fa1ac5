package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.PropertyElf;
import io.gatehouse.core.Secret;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/** Each form as its own reader reads it: pgjdbc's data source, HikariCP's settings, pgjdbc's driver. */
class DsnExportTest {
    private static final String PASSWORD = "s3cret/@:?#&=%+ x";

    private final Dsn dsn = Dsn.host("db1.example.org", 5433)
            .orHost("2001:db8::7")
            .database("my app/1")
            .user("agent")
            .password(Secret.ofText(PASSWORD))
            .verifyFull(Path.of("/etc/ca certs/ca.crt"))
            .clientCertificate(Path.of("client.crt"), Path.of("client.key"), Secret.ofText("phrase"))
            .parameter(ConnectionParameter.APPLICATION_NAME, "it's + 1")
            .parameter(ConnectionParameter.CONNECT_TIMEOUT, "7")
            .parameter(ConnectionParameter.CHANNEL_BINDING, "require")
            .parameter(ConnectionParameter.REQUIRE_AUTH, "scram-sha-256")
            .parameter(ConnectionParameter.SSL_NEGOTIATION, "direct")
            .parameter(ConnectionParameter.TARGET_SESSION_ATTRS, "primary")
            .parameter(ConnectionParameter.LOAD_BALANCE_HOSTS, "random")
            .parameter(ConnectionParameter.KEEPALIVES, "1")
            .parameter(ConnectionParameter.OPTIONS, "-c geqo=off")
            .build();

    @Test
    void setsUpAPgSimpleDataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        PropertyElf.setTargetFromProperties(
                source, properties(everyJdbcParameter().export().dataSourceProperties()));

        assertThat(source.getServerNames()).containsExactly("db1.example.org", "2001:db8::7");
        assertThat(source.getPortNumbers()).containsExactly(5433, 5432);
        assertThat(source.getDatabaseName()).isEqualTo("my app/1");
        assertThat(source.getUser()).isEqualTo("agent");
        assertThat(source.getPassword()).isEqualTo(PASSWORD);
        assertThat(source.getSslMode()).isEqualTo("verify-full");
        assertThat(source.getSslRootCert()).isEqualTo("/etc/ca certs/ca.crt");
        assertThat(source.getSslPassword()).isEqualTo("phrase");
        assertThat(source.getChannelBinding()).isEqualTo("require");
        assertThat(source.getApplicationName()).isEqualTo("it's + 1");
        assertThat(source.getTargetServerType()).isEqualTo("primary");
        assertThat(source.getLoadBalanceHosts()).isTrue();
        assertThat(source.getTcpKeepAlive()).isTrue();
    }

    @Test
    void setsUpHikari() {
        DriverSettings settings = dsn.export().hikariProperties();
        HikariConfig config = new HikariConfig(properties(settings));

        assertThat(config.getUsername()).isEqualTo("agent");
        assertThat(config.getPassword()).isEqualTo(PASSWORD);
        assertThat(config.getJdbcUrl())
                .isEqualTo("jdbc:postgresql://db1.example.org:5433,[2001:db8::7]:5432/my%20app%2F1");
        Properties read =
                Objects.requireNonNull(Driver.parseURL(config.getJdbcUrl(), config.getDataSourceProperties()));
        assertThat(read.getProperty("PGDBNAME")).isEqualTo("my app/1");
        assertThat(read.getProperty("sslmode")).isEqualTo("verify-full");
        assertThat(read.getProperty("ApplicationName")).isEqualTo("it's + 1");
        assertThat(settings.isExact()).isTrue();
        assertThat(settings.toString())
                .contains("password")
                .doesNotContain("s3cret")
                .doesNotContain("phrase");
    }

    @Test
    void survivesUrlAndProperties() {
        Properties properties = properties(dsn.export().jdbcProperties());

        assertThat(Dsn.parseJdbcUrl(dsn.export().jdbcHostsUrl(), properties)).isEqualTo(dsn);
        assertThat(Dsn.parseJdbcUrl(dsn.export().jdbcHostsUrl() + "?ApplicationName=url", properties)
                        .parameters())
                .containsEntry(ConnectionParameter.APPLICATION_NAME, "url");
        properties.setProperty("sslMode", "disable");
        assertThatThrownBy(() -> Dsn.parseJdbcUrl("jdbc:postgresql://db/", properties))
                .hasMessageContaining("write sslmode");
    }

    @Test
    void survivesLibpqsForms() {
        assertThat(Conninfo.ofEnvironment(dsn.export().environment().values())
                        .toDsn()
                        .sslMode())
                .isEqualTo(SslMode.VERIFY_FULL);
        assertThat(dsn.export().environment().changes())
                .extracting(Conversion.Change::parameter)
                .containsExactly("sslpassword", "keepalives");
        assertThat(dsn.export().libpqSettings().values())
                .contains(entry("password", PASSWORD), entry("sslpassword", "phrase"));
        assertThat(dsn.export().libpqKeywords().text())
                .startsWith(
                        "user=agent host=db1.example.org,2001:db8::7 port=5433,5432 dbname='my app/1' sslmode=verify-full")
                .doesNotContain("s3cret")
                .doesNotContain("phrase");
    }

    @Test
    void thePortableProfileLosesWhatIsNotCommonAndWeakensNothing() {
        Dsn plain = Dsn.parseLibpqUri(
                "postgresql://agent:pw@db/app?sslmode=require&sslrootcert=ca.crt&options=-c%20geqo%3Doff&application_name=x");
        DriverSettings settings = plain.export().portableSettings();

        assertThat(settings.values())
                .containsExactly(
                        entry("host", "db"),
                        entry("port", "5432"),
                        entry("dbname", "app"),
                        entry("user", "agent"),
                        entry("password", "pw"),
                        entry("sslmode", "verify-ca"),
                        entry("sslrootcert", "ca.crt"),
                        entry("options", "-c geqo=off"));
        assertThat(settings.changes())
                .extracting(Conversion.Change::parameter, Conversion.Change::kind)
                .containsExactly(
                        tuple("sslmode", Conversion.Kind.STRENGTHENED),
                        tuple("application_name", Conversion.Kind.LOST));
        assertThatThrownBy(() -> dsn.export().portableSettings()).hasMessageContaining("weaker");
        assertThatThrownBy(() -> Dsn.host("db")
                        .user("a")
                        .verifyFullAgainstSystem()
                        .build()
                        .export()
                        .portableSettings())
                .hasMessageContaining("system");
    }

    /** Every one that pgjdbc has, so that each bean property is one that its data source has. */
    private Dsn everyJdbcParameter() {
        Dsn.Builder builder = Dsn.host("db1.example.org", 5433)
                .orHost("2001:db8::7")
                .database("my app/1")
                .user("agent")
                .password(Secret.ofText(PASSWORD))
                .verifyFull(Path.of("/etc/ca certs/ca.crt"))
                .clientCertificate(Path.of("client.crt"), Path.of("client.key"), Secret.ofText("phrase"))
                .parameter(ConnectionParameter.GSS_ENC_MODE, "disable")
                .parameter(ConnectionParameter.KRB_SRV_NAME, "postgres")
                .parameter(ConnectionParameter.CURRENT_SCHEMA, "app")
                .parameter(ConnectionParameter.SOCKET_TIMEOUT, "3")
                .parameter(ConnectionParameter.LOGIN_TIMEOUT, "3")
                .parameter(ConnectionParameter.PREPARE_THRESHOLD, "3")
                .parameter(ConnectionParameter.DEFAULT_ROW_FETCH_SIZE, "3")
                .parameter(ConnectionParameter.REWRITE_BATCHED_INSERTS, "true")
                .parameter(ConnectionParameter.STRING_TYPE, "unspecified")
                .parameter(ConnectionParameter.SCRAM_MAX_ITERATIONS, "5000");
        dsn.parameters().forEach(builder::parameter);
        return builder.build();
    }

    private static Properties properties(DriverSettings settings) {
        Properties properties = new Properties();
        settings.values().forEach(properties::setProperty);
        return properties;
    }
}
