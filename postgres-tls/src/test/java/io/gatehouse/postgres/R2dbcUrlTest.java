package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class R2dbcUrlTest {
    @Test
    void readsCredentialsAsFormsAndTheDatabaseAsAPath() {
        Dsn dsn = Dsn.parseR2dbcUrl(
                "r2dbc:postgresql://a+b:p%2Bq@db.example.org/x+y?sslMode=VERIFY_FULL&sslRootCert=ca.crt");

        assertThat(dsn.user()).contains("a b");
        assertThat(dsn.password()).contains(Secret.ofText("p+q"));
        assertThat(dsn.database()).contains("x+y");
        assertThat(dsn.sslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(dsn.export().r2dbcUrl().text())
                .isEqualTo("r2dbc:postgresql://a%20b@db.example.org:5432/x%2By?sslMode=verify-full&sslRootCert=ca.crt");
    }

    @Test
    void makesDefaultsVisible() {
        assertThat(Dsn.parseR2dbcUrl("r2dbc:postgresql://u@db/app").sslMode()).isEqualTo(SslMode.DISABLE);
        Dsn bare = Dsn.parseR2dbcUrl("r2dbcs:postgres://u@db/app");
        assertThat(bare.sslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(bare.trustAnchors()).contains(new TrustAnchors.OfSystem());
        assertThat(Dsn.parseR2dbcUrl("r2dbc:postgresql://u@db?ssl=true").sslMode())
                .isEqualTo(SslMode.VERIFY_FULL);
        assertThat(Dsn.parseR2dbcUrl("r2dbc:postgresql://u@db?sslMode=require&sslRootCert=system")
                        .trustAnchors())
                .contains(new TrustAnchors.InFile(Path.of("./system")));
    }

    @Test
    void survivesTheWayThereAndBack() {
        Dsn dsn = Dsn.host("db.example.org")
                .orHost("10.0.0.7", 5433)
                .database("a/b?c")
                .user("agent")
                .password(Secret.ofText("s3cret/@:?#&=%+ x"))
                .verifyFull(Path.of("/etc/ca certs/ca.crt"))
                .clientCertificate(Path.of("client.crt"), Path.of("client.key"), Secret.ofText("phr+ase"))
                .parameter(ConnectionParameter.CONNECT_TIMEOUT, "7")
                .parameter(ConnectionParameter.APPLICATION_NAME, "it's + 1")
                .parameter(ConnectionParameter.TARGET_SESSION_ATTRS, "prefer-standby")
                .parameter(ConnectionParameter.SSL_NEGOTIATION, "direct")
                .parameter(ConnectionParameter.CURRENT_SCHEMA, "app")
                .build();

        assertThat(dsn.export().exposeR2dbcUrl()).startsWith("r2dbc:postgresql:failover://agent:s3cret%2F%40");
        assertThat(Dsn.parseR2dbcUrl(dsn.export().exposeR2dbcUrl())).isEqualTo(dsn);
        assertThat(dsn.export().r2dbcUrl().isExact()).isTrue();
        assertThat(dsn.export().r2dbcUrl().text()).doesNotContain("s3cret").doesNotContain("phr");
    }

    @Test
    void weakensNothing() {
        Dsn bound = Dsn.host("db")
                .user("a")
                .verifyFull(Path.of("ca"))
                .parameter(ConnectionParameter.CHANNEL_BINDING, "require")
                .build();
        Dsn defaultFile = Dsn.parseLibpqUri("postgresql://a@db/?sslmode=verify-full");
        Dsn require = Dsn.parseLibpqUri("postgresql://a@db/?sslmode=require&sslrootcert=ca.crt&keepalives_idle=3");

        assertThatThrownBy(() -> bound.export().r2dbcUrl()).hasMessageContaining("channel_binding");
        assertThatThrownBy(() -> defaultFile.export().r2dbcUrl()).hasMessageContaining("sslrootcert");
        assertThat(require.export().r2dbcUrl().text()).contains("sslMode=verify-ca");
        assertThat(require.export().r2dbcUrl().changes())
                .extracting(Conversion.Change::kind)
                .containsExactly(Conversion.Kind.STRENGTHENED, Conversion.Kind.LOST);
    }

    @Test
    void namesAnIpv6AddressAloneOnly() {
        Dsn one = Dsn.host("::1").user("a").verifyFull(Path.of("ca")).build();
        Dsn two =
                Dsn.host("::1").orHost("db").user("a").verifyFull(Path.of("ca")).build();

        assertThat(Dsn.parseR2dbcUrl(one.export().exposeR2dbcUrl())).isEqualTo(one);
        assertThatThrownBy(() -> two.export().r2dbcUrl()).hasMessageContaining("IPv6");
    }

    /** The driver's own {@code URI} finds no host in such a name, and would take the port for a part of it. */
    @ParameterizedTest
    @ValueSource(strings = {"_db", "db._tcp.example.org", "db.1a"})
    void namesHostsThatNoUriHasBehindFailover(String host) {
        Dsn dsn = Dsn.host(host, 5433).user("a").verifyFull(Path.of("ca")).build();

        assertThat(dsn.export().exposeR2dbcUrl()).startsWith("r2dbc:postgresql:failover://a@" + host + ":5433?");
        assertThat(Dsn.parseR2dbcUrl(dsn.export().exposeR2dbcUrl())).isEqualTo(dsn);
        assertThat(Dsn.parseR2dbcUrl("r2dbc:postgresql://a@" + host).endpoints())
                .containsExactly(Endpoint.of(host, 5432));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://db/app                                      | starts with r2dbc:postgresql
            r2dbc:mariadb://db/app                                   | starts with r2dbc:postgresql
            r2dbc:pool:postgresql://db/app                           | starts with r2dbc:postgresql
            r2dbc:postgresql://u:hunter 2@db/app                     | percent-encoded
            r2dbc:postgresql://u:a@hunter2@db/app                    | neither a DNS name
            r2dbc:postgresql://u:a/hunter2@db/app                    | 1 to 65535
            r2dbc:postgresql://u:1/hunter2@db/app                    | %40
            r2dbc:postgresql://u@db/app#hunter2                      | raw #
            r2dbc:postgresql://u@db/%20app                           | blanks
            r2dbc:postgresql://u@db/app?sslmode=verify-full          | would ignore sslmode: write sslMode
            r2dbc:postgresql://u@db/app?application_name=x           | would ignore application_name: write applicationName
            r2dbc:postgresql://u@db/app?sslHostnameVerifier=x.Y      | would ignore sslHostnameVerifier
            r2dbc:postgresql://u@[db]/app                            | neither a DNS name nor an IP
            r2dbc:postgresql://u@[10.0.0.1]/app                      | neither a DNS name nor an IP
            r2dbc:postgresql://u@db,db2/app                          | behind r2dbc:postgresql:failover://
            r2dbc:postgresql://u@_db:5432/app                        | this host and its port for one name
            r2dbc:postgresql://u@db.1a:5432/app                      | this host and its port for one name
            r2dbc:postgresql://u@b\u00fccher:5432/app                 | this host and its port for one name
            r2dbc:postgresql:failover://u@db:5432/app                | one name without a port
            r2dbc:postgresql:failover://u@[::1]/app                  | one name without a port
            r2dbc:postgresql://u@db/app?sslMode                      | name=value
            r2dbc:postgresql://u@db/app?sslMode=verify_some          | verify-full
            r2dbc:postgresql://u@db/app?connectTimeout=10            | ISO 8601
            r2dbc:postgresql://u@db/app?connectTimeout=PT0.5S        | ISO 8601
            """)
    void refuses(String url, String reason) {
        assertThatThrownBy(() -> Dsn.parseR2dbcUrl(url))
                .isInstanceOf(GatehouseException.class)
                .hasMessageContaining(reason)
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain("hunter"));
    }

    @Property
    void everyTextIsReadOrRefusedInOurWords(@ForAll String text) {
        try {
            assertThat(Dsn.parseR2dbcUrl("r2dbc:postgresql://" + text).endpoints())
                    .isNotEmpty();
        } catch (GatehouseException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    /** Whatever is read here, the driver's first step reads too, and finds the same database, and the same host. */
    @Property
    void isNoMoreLenientThanTheDriver(@ForAll("changedUrls") String rest, @ForAll boolean failover)
            throws URISyntaxException {
        Dsn dsn;
        try {
            dsn = Dsn.parseR2dbcUrl("r2dbc:postgresql" + (failover ? ":failover://" : "://") + rest);
        } catch (GatehouseException refused) {
            return;
        }
        URI uri = new URI("r2dbc://" + rest);
        assertThat(dsn.database().map(name -> "/" + name).orElse("")).isEqualTo(uri.getPath());
        assertThat(uri.getRawFragment()).isNull();
        String hosts = uri.getRawAuthority().substring(uri.getRawAuthority().indexOf('@') + 1);
        if (uri.getHost() == null) {
            assertThat(failover || !hosts.matches(".*[,:].*")).as(hosts).isTrue();
        } else {
            assertThat(failover && uri.getPort() >= 0).as(hosts).isFalse();
        }
    }

    @Provide
    Arbitrary<String> changedUrls() {
        Arbitrary<String> url = Arbitraries.of(
                "u:p@db.example.org:5432/app?sslMode=require", "u@[2001:db8::7]:5432/app", "u@db,10.0.0.1:5433/app");
        Arbitrary<String> inserted = Arbitraries.strings()
                .withChars("ax01-._~!$&'()*+,;=:@/?#%[] \"\\<>^`{|}\u00e4\u00a0\u0085\u2028\ud83d\ude00\t\0")
                .ofMaxLength(2);
        return Combinators.combine(url, inserted, Arbitraries.integers().between(0, 43))
                .as((text, more, at) -> text.substring(0, Math.min(at, text.length()))
                        + more
                        + text.substring(Math.min(at, text.length())));
    }
}
