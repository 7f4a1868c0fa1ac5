package io.gatehouse.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Setting<String> SERVER =
            Setting.text("server", "the server's host").required();
    private static final Setting<Secret> TOKEN =
            Setting.token("api-token", "a token").required().environment("VENDOR_DNS_API_TOKEN", "VENDOR_TOKEN");
    private static final Setting<Duration> TIMEOUT =
            Setting.duration("timeout", "how long to wait").byDefault("30s").environment("VENDOR_TIMEOUT");
    private static final Setting<InetSocketAddress> ADDRESS = Setting.address("address", "where it listens", 53);
    private static final Setting<URI> URL = Setting.url("url", "the API");
    private static final Setting<Path> FILE = Setting.path("file", "a file");
    private static final Setting<TimeUnit> UNIT = Setting.choice("unit", "a unit", TimeUnit.class);
    private static final Setting<Boolean> VERBOSE = Setting.flag("verbose", "say more");
    private static final Setting<DomainName> NAME = Setting.of("name", "a name", "a domain name", DomainName::of);
    private static final List<Setting<?>> ALL =
            List.of(SERVER, TOKEN, TIMEOUT, ADDRESS, URL, FILE, UNIT, VERBOSE, NAME);

    @Test
    void readsWhatWasGivenAndTheDefaultsOfTheRest() {
        Secret token = Secret.ofText("t0ken");
        Settings settings = Settings.builder()
                .set("server", " ns1 ")
                .set("api-token", token)
                .build()
                .checkedFor("provider x", ALL);
        assertThat(settings.get(SERVER)).isEqualTo("ns1");
        assertThat(settings.get(TOKEN)).as("no copy of it").isSameAs(token);
        assertThat(settings.get(TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.get(VERBOSE)).isFalse();
        assertThat(settings.find(ADDRESS)).isEmpty();
    }

    @Test
    void reportsEveryProblemAtOnce() {
        Map<String, String> given = Map.of("sever", "ns1", "api-token", "", "colour", "red", "timeout", "soon");
        assertThatThrownBy(() -> Settings.of(given).checkedFor("provider x", ALL))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(
                        "Settings of provider x (it takes server (required), api-token (required), timeout")
                .hasMessageContaining("sever: is not a setting that it takes; did you mean server?")
                .hasMessageContaining("colour: is not a setting that it takes\n")
                .hasMessageContaining("api-token: is empty; give a token")
                .hasMessageContaining("timeout: is \"soon\"; write a length of time such as 500ms, 10s or 2m")
                .hasMessageContaining("server: is missing; give the server's host");
    }

    @Test
    void saysWhichVariableAMissingSettingHas() {
        assertThatThrownBy(() -> Settings.of(Map.of("server", "ns1")).checkedFor("provider x", ALL))
                .hasMessageContaining(
                        "api-token: is missing; give a token (in an environment: VENDOR_DNS_API_TOKEN or VENDOR_TOKEN)");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t"})
    void takesBlanksForNothing(String blanks) {
        assertThatThrownBy(() -> Settings.of(Map.of("server", blanks)).checkedFor("provider x", List.of(SERVER)))
                .hasMessageContaining("server: is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hunter2\n", "hunter2\r\nX-Evil: 1", " hunter2", "hun ter2", "hunter2\u00e4", "hunter2\u0000"})
    void refusesATokenThatWouldBreakALineAndDoesNotShowIt(String token) {
        Settings settings = Settings.of(Map.of("api-token", token));
        assertThatThrownBy(() -> settings.checkedFor("provider x", List.of(TOKEN)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("api-token: is not of the form it needs; write visible ASCII")
                .hasMessageContaining("line breaks")
                .hasMessageNotContaining("ter2")
                .hasNoCause();
        assertThatThrownBy(() -> settings.get(TOKEN))
                .hasMessageNotContaining("ter2")
                .hasNoCause();
    }

    @Test
    void takesASecretAsItIs() {
        Setting<Secret> passphrase = Setting.secret("passphrase", "of the file");
        Secret given = Secret.ofText(" two words\n");
        assertThat(Settings.of("passphrase", given)
                        .checkedFor("x", List.of(passphrase))
                        .get(passphrase))
                .isEqualTo(given);
    }

    @Test
    void refusesTextOfSeveralLines() {
        assertThatThrownBy(() -> Settings.of(Map.of("server", "ns1\nns2")).checkedFor("x", List.of(SERVER)))
                .hasMessageContaining("server: is \"ns1\uFFFDns2\"; write one line of text");
    }

    @Test
    void doesNotFollowTheMapItWasMadeFrom() {
        Map<String, String> map = new HashMap<>(Map.of("server", "ns1"));
        Settings settings = Settings.of(map);
        map.put("server", "ns2");
        assertThat(settings.get(SERVER)).isEqualTo("ns1");
    }

    @Test
    void showsNamesAndNeverValues() {
        assertThat(Settings.of(Map.of("api-token", "hunter2", "server", "ns1")))
                .hasToString("Settings[api-token, server]");
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "10s,PT10S", "2m,PT2M", "1h,PT1H", "PT1M30S,PT1M30S"})
    void readsLengthsOfTime(String text, Duration expected) {
        assertThat(Settings.of(Map.of("timeout", text)).get(TIMEOUT)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "timeout, 10",
        "timeout, s",
        "timeout, -1s",
        "timeout, 0s",
        "timeout, 0ms",
        "timeout, 1.5ms",
        "timeout, ten seconds",
        "timeout, 99999999999999999999s",
        "address, ns1:0",
        "address, ns1:66000",
        "address, dns://ns1",
        "address, a b",
        "file, relative/path",
        "unit, DAYS",
        "unit, fortnights",
        "verbose, yes",
        "name, a..b"
    })
    void quotesWhatIsNotOfTheForm(String name, String value) {
        assertThatThrownBy(() -> Settings.of(Map.of(name, value)).checkedFor("x", ALL))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(name + ": is \"" + value + "\"; write ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://user:hunter2@host", "ftp://host/hunter2", "host:hunter2", "https://#hunter2", "https://"
            })
    void doesNotQuoteAUrlForItMayHoldAPassword(String url) {
        assertThatThrownBy(() -> Settings.of(Map.of("url", url)).checkedFor("x", List.of(URL)))
                .hasMessageContaining("url: is not of the form it needs; write a URL")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.test/v1, true",
        "http://127.0.0.1:8081, true",
        "http://localhost/api, true",
        "http://[::1]:8081/, true",
        "http://api.example.test/v1, false",
        "http://127.0.0.1.example.test/, false"
    })
    void takesClearTextToThisMachineAlone(String url, boolean isTaken) {
        Setting<URI> endpoint = Setting.secureUrl("endpoint", "the API");
        Settings settings = Settings.of(Map.of("endpoint", url));
        if (isTaken) {
            assertThat(settings.get(endpoint)).isEqualTo(URI.create(url));
        } else {
            assertThatThrownBy(() -> settings.get(endpoint)).hasMessageContaining("http is for this machine alone");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ns1.example.test, ns1.example.test, 53",
        "ns1:5353, ns1, 5353",
        "192.0.2.1:54, 192.0.2.1, 54",
        "2001:db8::1, 2001:db8::1, 53",
        "[2001:db8::1], 2001:db8::1, 53",
        "[2001:db8::1]:54, 2001:db8::1, 54"
    })
    void readsAddressesWithoutLookingThemUp(String text, String host, int port) {
        InetSocketAddress address = Settings.of(Map.of("address", text)).get(ADDRESS);
        assertThat(address.isUnresolved()).isTrue();
        assertThat(address.getHostString()).isEqualTo(host);
        assertThat(address.getPort()).isEqualTo(port);
    }

    @Test
    void readsTheOtherForms() {
        Settings settings = Settings.of(Map.of(
                "url", "https://api.example.test/v1", "file", "/etc/hosts", "unit", "microseconds", "verbose", "true"));
        assertThat(settings.get(URL)).isEqualTo(URI.create("https://api.example.test/v1"));
        assertThat(settings.get(FILE)).isEqualTo(Path.of("/etc/hosts"));
        assertThat(settings.get(UNIT)).isEqualTo(TimeUnit.MICROSECONDS);
        assertThat(settings.get(VERBOSE)).isTrue();
    }

    @Test
    void findsSettingsInAnEnvironment() {
        Settings settings = Settings.inEnvironment(
                ALL,
                Map.of(
                        "VENDOR_DNS_API_TOKEN",
                        " ",
                        "VENDOR_TOKEN",
                        "t",
                        "VENDOR_TIMEOUT",
                        "5s",
                        "SERVER",
                        "no",
                        "HOME",
                        "/"));
        assertThat(settings).hasToString("Settings[api-token, timeout]");
        assertThat(settings.get(TOKEN)).isEqualTo(Secret.ofText("t"));
        assertThat(Settings.inEnvironment(ALL, Map.of("VENDOR_DNS_API_TOKEN", "first", "VENDOR_TOKEN", "second"))
                        .get(TOKEN))
                .isEqualTo(Secret.ofText("first"));
    }

    @Test
    void findsSettingsInAQuery() {
        Settings settings = Settings.inQuery(ALL, URI.create("vendor:?server=a%26b+c&timeout=5s&"));
        assertThat(settings).hasToString("Settings[server, timeout]");
        assertThat(settings.get(SERVER)).isEqualTo("a&b+c");
        assertThat(Settings.inQuery(ALL, URI.create("https://host/path?server=ns1"))
                        .get(SERVER))
                .isEqualTo("ns1");
        assertThat(Settings.inQuery(ALL, URI.create("https://host/path"))).hasToString("Settings[]");
    }

    @Test
    void refusesASecretInAQueryAndASettingThatStandsThereTwice() {
        assertThatThrownBy(() -> Settings.inQuery(ALL, URI.create("vendor:?api-token=hunter2&server=a&server=b")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("api-token: is a secret, which a URI does not keep")
                .hasMessageContaining("server: stands in the URI twice")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void othersTakeThePlaceOfTheSameName() {
        Settings both = Settings.of(Map.of("server", "a", "timeout", "1s")).with(Settings.of(Map.of("server", "b")));
        assertThat(both.get(SERVER)).isEqualTo("b");
        assertThat(both.get(TIMEOUT)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aProviderCannotReadWhatItDoesNotDeclare() {
        Settings settings = Settings.of(Map.of("server", "a")).checkedFor("x", List.of(SERVER));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.find(TIMEOUT))
                .withMessageContaining("timeout is read but not declared");
    }

    @Test
    void aSecretHasNoDefaultAndADefaultIsOfTheForm() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.token("t", "a token").byDefault("t"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.duration("d", "a time").byDefault("soon"));
        assertThatIllegalArgumentException().isThrownBy(() -> Setting.text("two words", "no name"));
    }

    @Test
    void tellsDocumentationWhatItIs() {
        assertThat(TOKEN.isSecret()).isTrue();
        assertThat(TOKEN.isRequired()).isTrue();
        assertThat(TOKEN.environment()).containsExactly("VENDOR_DNS_API_TOKEN", "VENDOR_TOKEN");
        assertThat(TIMEOUT.defaultText()).contains("30s");
        assertThat(UNIT.form()).startsWith("nanoseconds, microseconds,").endsWith("hours or days");
        assertThat(SERVER).hasToString("server (the server's host)");
    }
}
