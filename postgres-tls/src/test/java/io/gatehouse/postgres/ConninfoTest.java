package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.gatehouse.core.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConninfoTest {
    @Test
    void readsKeywordsAsLibpqDoes() {
        Map<String, String> values = Conninfo.parse(
                        "host = 'db' port=5433 password='it\\'s \\\\ 1'user=a\\ b requiressl=1")
                .exposeValues();

        assertThat(values)
                .containsOnly(
                        entry("host", "db"),
                        entry("port", "5433"),
                        entry("password", "it's \\ 1"),
                        entry("user", "a b"),
                        entry("sslmode", "require"));
    }

    @Test
    void dropsBlanksAroundThePartsOfAUriOnly() {
        Conninfo conninfo = Conninfo.parse("postgresql:// agent : s3cret @db /app?application_name= x%20 ");

        assertThat(conninfo.value("user")).contains("agent");
        assertThat(conninfo.value("application_name")).contains("x ");
        assertThatThrownBy(() -> Conninfo.parse("postgresql://db/a b")).isInstanceOf(DsnException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host                   | key=value
            host='a                | not closed
            nonsense=1             | no parameter nonsense
            host=a user b=1        | key=value
            """)
    void refuses(String text, String reason) {
        assertThatThrownBy(() -> Conninfo.parse(text))
                .isInstanceOf(DsnException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host=a\0", "host=\ud800", "postgresql://\udcff/app"})
    void refusesWhatIsNoText(String text) {
        assertThatThrownBy(() -> Conninfo.parse(text)).isInstanceOf(DsnException.class);
    }

    @Test
    void keepsBytesThatAreNoTextAndADsnRefusesThem() {
        Conninfo conninfo = Conninfo.parse("postgresql://db/%ff%c3%a4");

        assertThat(conninfo.value("dbname")).contains("\udcff\u00e4");
        assertThat(conninfo.toUri()).isEqualTo("postgresql://db/%FF%C3%A4");
        assertThatThrownBy(conninfo::toDsn).hasMessageContaining("UTF-8");
        assertThatThrownBy(conninfo::toKeywords).hasMessageContaining("UTF-8");
    }

    @Test
    void joinsTheBytesOfACharacterThatABackslashParted() {
        byte[] parted = {'u', 's', 'e', 'r', '=', (byte) 0xc3, '\\', (byte) 0xa9};

        assertThat(Conninfo.parseEscaped(EscapedUtf8.text(parted, parted.length))
                        .value("user"))
                .contains("\u00e9");
    }

    @Test
    void keepsSocketsAndADsnRefusesThem() {
        Conninfo conninfo = Conninfo.parse("postgresql://%2Fvar%2Frun%2Fpostgresql,db:5433/app");

        assertThat(conninfo.toKeywords()).isEqualTo("host=/var/run/postgresql,db port=,5433 dbname=app");
        assertThat(Conninfo.parse(conninfo.toKeywords())).isEqualTo(conninfo);
        assertThatThrownBy(conninfo::toDsn).hasMessageContaining("Unix-domain socket");
    }

    @Test
    void asksTheStringThenTheServiceThenTheEnvironment() {
        ServiceFile file = ServiceFile.parse("[app]\nhost=service\ndbname=service\n");
        Conninfo conninfo = Conninfo.parse("host=string")
                .orElse(file.service("app"))
                .orElse(Conninfo.ofEnvironment(Map.of(
                        "PGHOST", "e", "PGDATABASE", "e", "PGUSER", "agent", "PGREQUIRESSL", "1", "PATH", "/bin")));

        assertThat(conninfo.exposeValues())
                .containsOnly(
                        entry("host", "string"),
                        entry("dbname", "service"),
                        entry("user", "agent"),
                        entry("sslmode", "require"));
    }

    @Test
    void writesTheEnvironmentAndNamesWhatHasNoVariable() {
        DriverSettings settings =
                Conninfo.parse("host=db password=hunter2 keepalives=1").exposeEnvironment();

        assertThat(settings.values()).containsOnly(entry("PGHOST", "db"), entry("PGPASSWORD", "hunter2"));
        assertThat(settings.changes()).extracting(Conversion.Change::parameter).containsExactly("keepalives");
        assertThat(settings.toString()).contains("PGPASSWORD").doesNotContain("hunter2");
    }

    @Test
    void showsSecretsOnlyByName() {
        Conninfo conninfo = Conninfo.parse("postgresql://u:hunter2@db/?sslpassword=hunter3");

        assertThat(conninfo + conninfo.toUri() + conninfo.toKeywords()).doesNotContain("hunter");
        assertThat(conninfo.exposeUri()).contains("hunter2", "hunter3");
        assertThatThrownBy(() -> conninfo.value("password"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter");
    }

    @Test
    void refusesTheMisplacedPasswordLibpqWouldShow() {
        Conninfo conninfo = Conninfo.parse("postgresql://u:p/hunter2@h");

        assertThat(conninfo.value("dbname")).contains("hunter2@h");
        assertThat(conninfo.toString()).doesNotContain("hunter2");
        assertThatThrownBy(conninfo::toDsn).hasMessageContaining("%40").hasMessageNotContaining("hunter2");
    }

    @Test
    void isOneWithTheOtherFormsOnTheWayToADsn() {
        Dsn dsn = Conninfo.parse(
                        "host=db.example.org,10.0.0.1 port=5433 user=agent password='s 3' sslmode=verify-full sslrootcert=ca.crt")
                .toDsn();

        assertThat(dsn.endpoints()).containsExactly(Endpoint.of("db.example.org", 5433), Endpoint.of("10.0.0.1", 5433));
        assertThat(dsn.password()).contains(Secret.ofText("s 3"));
        assertThat(Conninfo.parse(dsn.export().libpqKeywords().text()).toDsn().sslMode())
                .isEqualTo(SslMode.VERIFY_FULL);
    }

    @Property
    void bothFormsAreReadBackAsTheyWere(@ForAll("values") Map<ConninfoKeyword, String> values) {
        Conninfo conninfo = new Conninfo(values, false);

        assertThat(Conninfo.parse(conninfo.exposeUri())).isEqualTo(conninfo);
        assertThat(Conninfo.parse(conninfo.exposeKeywords())).isEqualTo(conninfo);
    }

    @Property
    void everyTextIsReadOrRefusedInOurWords(@ForAll String text) {
        for (String scheme : new String[] {"", "postgresql://", "host="}) {
            try {
                assertThat(Conninfo.parse(scheme + text).toString()).startsWith("Conninfo[");
            } catch (DsnException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @Provide
    Arbitrary<Map<ConninfoKeyword, String>> values() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars("aZ0 ,,::+%&=#?/@'\"\\[]~-_.\u00e4\u4e2d\n\t")
                .ofMaxLength(8);
        return Arbitraries.maps(Arbitraries.of(ConninfoKeyword.class), text)
                .ofMaxSize(8)
                .map(LinkedHashMap::new);
    }
}
