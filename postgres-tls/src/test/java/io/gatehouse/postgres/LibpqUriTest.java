package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibpqUriTest {
    @Test
    void readsThePagesExample() {
        Dsn dsn = Dsn.parseLibpqUri("postgres://user:password@db.example.org:5432/situation?sslmode=verify-full"
                + "&sslrootcert=ca.crt&sslcert=client.crt&sslkey=client.key");

        assertThat(dsn.user()).contains("user");
        assertThat(dsn.password()).contains(Secret.ofText("password"));
        assertThat(dsn.database()).contains("situation");
        assertThat(dsn.sslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(dsn.export().libpqUri().isExact()).isTrue();
    }

    @Test
    void takesPlusForAPlusAndHashForAHash() {
        Dsn dsn = Dsn.parseLibpqUri("postgresql://a%2Bb:p+%20#w@db/x+y#z");

        assertThat(dsn.user()).contains("a+b");
        assertThat(dsn.password()).contains(Secret.ofText("p+ #w"));
        assertThat(dsn.database()).contains("x+y#z");
    }

    @Test
    void readsAPasswordUpToTheFirstAt() {
        assertThat(Dsn.parseLibpqUri("postgresql://u:a:b?c#d@db/app").password())
                .contains(Secret.ofText("a:b?c#d"));
    }

    @Test
    void lastDuplicateWinsAndKeysMayBeEncoded() {
        Dsn dsn = Dsn.parseLibpqUri("postgresql://u@first/one?%64bname=two&dbname=three&host=h1,h2&port=5433,&user=v");

        assertThat(dsn.database()).contains("three");
        assertThat(dsn.user()).contains("v");
        assertThat(dsn.endpoints()).containsExactly(Endpoint.of("h1", 5433), Endpoint.of("h2", 5432));
    }

    @Test
    void onePortServesAllHosts() {
        assertThat(Dsn.parseLibpqUri("postgresql://h1,h2/?port=6000").endpoints())
                .containsExactly(Endpoint.of("h1", 6000), Endpoint.of("h2", 6000));
        assertThat(Dsn.parseLibpqUri("postgresql://[::1]:6001,h2:6002").endpoints())
                .containsExactly(Endpoint.of("::1", 6001), Endpoint.of("h2", 6002));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://db                             | starts with postgresql://
            postgresql://                         | Unix-domain socket
            postgresql:///app                     | Unix-domain socket
            postgresql://%2Fvar%2Frun/app         | Unix-domain socket
            postgresql://db/a%00b                 | %00
            postgresql://db/a%4                   | hexadecimal
            postgresql://db/a%g1                  | hexadecimal
            postgresql://db/a%ff                  | UTF-8
            postgresql://db/a b                   | %20
            postgresql://db/?a                    | key=value
            postgresql://db/?application_name=a=b | key=value
            postgresql://db/?&                    | key=value
            postgresql://db/?sslMode=verify-full  | no parameter sslMode; did you mean sslmode?
            postgresql://db/?sslrootcrt=ca.crt    | no parameter sslrootcrt; did you mean sslrootcert?
            postgresql://db/?Host=x               | no parameter Host
            postgresql://db/?service=x            | service
            postgresql://[::1/app                 | not closed
            postgresql://[]/app                   | empty
            postgresql://[::1]x/app               | may follow
            postgresql://h1,h2:1,h3:2,h4/?port=1,2,3 | 3 ports for 4 hosts
            postgresql://db:99999/                | 1 to 65535
            postgresql://db/?sslmode=verify_full  | is verify_full; it must be
            postgresql://db/?sslmode=hunter2%20x  | sslmode: must be
            postgresql://db/?sslcert=a.crt        | name certificate and key both
            postgresql://db/?channel_binding=yes  | one of disable, prefer, require
            """)
    void refuses(String uri, String reason) {
        assertThatThrownBy(() -> Dsn.parseLibpqUri(uri)).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:hunter/2x@db.example.org/app",
                "postgresql://u:12/hunter@db.example.org/app",
                "postgresql://u:a@hunter@db.example.org/app",
                "postgresql://u:hunter%@db.example.org/app",
                "postgresql://u:hunter%00@db.example.org/app",
                "postgresql://u:hun ter@db.example.org/app",
                "postgresql://u@db.example.org/app?password=x&hunter",
                "postgresql://u@db.example.org/app?password=hunter&sslmode=no",
                "postgresql://u@db.example.org/app?password=x=hunter"
            })
    void neverShowsPartsOfAPassword(String uri) {
        assertThatThrownBy(() -> Dsn.parseLibpqUri(uri)).satisfies(failure -> {
            assertThat(failure.toString()).doesNotContain("hunter").doesNotContain("hun ter");
        });
    }
}
