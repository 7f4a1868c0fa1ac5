package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.postgresql.Driver;

class DsnRoundTripTest {
    @Property
    void everyDsnSurvivesBothForms(@ForAll("dsns") Dsn dsn) {
        assertThat(Dsn.parseLibpqUri(dsn.exposeLibpqUri())).isEqualTo(dsn);
        assertThat(Dsn.parseJdbcUrl(dsn.exposeJdbcUrl())).isEqualTo(dsn);
    }

    @Property
    void pgjdbcReadsWhatWasMeant(@ForAll("dsns") Dsn dsn) {
        Properties read = Objects.requireNonNull(Driver.parseURL(dsn.exposeJdbcUrl(), new Properties()));

        List<String> endpoints = new ArrayList<>();
        String[] hosts = read.getProperty("PGHOST").split(",", -1);
        String[] ports = read.getProperty("PGPORT").split(",", -1);
        for (int i = 0; i < hosts.length; i++) {
            endpoints.add(hosts[i] + ":" + ports[i]);
        }
        assertThat(endpoints)
                .isEqualTo(dsn.endpoints().stream().map(Endpoint::toString).toList());
        assertThat(read.getProperty("PGDBNAME")).isEqualTo(dsn.database().orElseThrow());
        assertThat(read.getProperty("user")).isEqualTo(dsn.user().orElseThrow());
        assertThat(read.getProperty("password"))
                .isEqualTo(dsn.password().orElseThrow().exposeText());
        assertThat(read.getProperty("sslmode")).isEqualTo("verify-full");
        assertThat(read.getProperty("sslrootcert")).isEqualTo(rootFile(dsn));
        assertThat(read.getProperty("ApplicationName"))
                .isEqualTo(dsn.parameters().get(ConnectionParameter.APPLICATION_NAME));
    }

    @Property
    void noFormShowsThePassword(@ForAll("dsns") Dsn dsn) {
        String password = "p" + dsn.password().orElseThrow().exposeText() + "w-7f3a";
        Dsn other = Dsn.host("db")
                .user("u")
                .password(Secret.ofText(password))
                .verifyFull(Path.of("ca"))
                .build();

        assertThat(other.toJdbcUrl() + other.toLibpqUri() + other).doesNotContain("w-7f3a");
    }

    @Property
    void everyTextIsReadOrRefusedInOurWords(@ForAll String text) {
        for (String scheme : List.of("postgresql://", "jdbc:postgresql://")) {
            try {
                Dsn dsn =
                        scheme.startsWith("jdbc") ? Dsn.parseJdbcUrl(scheme + text) : Dsn.parseLibpqUri(scheme + text);
                assertThat(dsn.endpoints()).isNotEmpty();
            } catch (GatehouseException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @Provide
    Arbitrary<Dsn> dsns() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars("aZ09 +%&=#?/@:,;'\"\\[]~-_.\u00e4\u4e2d\n\t")
                .ofMinLength(1)
                .ofMaxLength(12);
        Arbitrary<String> host = Arbitraries.of("db.example.org", "127.0.0.1", "::1", "2001:db8::7", "localhost");
        Arbitrary<Integer> port = Arbitraries.integers().between(1, 65535);
        Arbitrary<Dsn.Builder> start = Combinators.combine(host, port, host, port)
                .as((h1, p1, h2, p2) -> Dsn.host(h1, p1).orHost(h2, p2));
        return Combinators.combine(start, text, text, text, text, text)
                .as((builder, database, user, password, root, application) -> builder.database(database)
                        .user(user)
                        .password(Secret.ofText(password))
                        .verifyFull(Path.of(root))
                        .parameter(ConnectionParameter.APPLICATION_NAME, application)
                        .build());
    }

    private static String rootFile(Dsn dsn) {
        return ((TrustAnchors.InFile) dsn.trustAnchors().orElseThrow()).file().toString();
    }
}
