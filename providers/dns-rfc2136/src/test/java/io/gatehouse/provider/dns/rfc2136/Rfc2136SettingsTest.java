package io.gatehouse.provider.dns.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc2136SettingsTest {
    private static final Map<String, String> GOOD =
            Map.of("server", "ns1.example.test", "tsig-key", "acme.", "tsig-secret", "c2VjcmV0");

    @Test
    void listsTheZonesItIsGiven() {
        try (DnsProvider provider = DnsProviders.named("rfc2136", with("zones", "example.test, other.test"))) {
            assertThat(provider.capabilities().listsZones()).isTrue();
            assertThat(provider.zones()).containsExactly(DnsZone.of("example.test"), DnsZone.of("other.test"));
        }
        try (DnsProvider provider = DnsProviders.named("rfc2136", GOOD)) {
            assertThat(provider.zones()).isEmpty();
        }
    }

    @Test
    void takesTheSecretAsASecretWithItsLineEnd() {
        Settings settings = Settings.builder()
                .set("server", "ns1.example.test")
                .set("tsig-key", "acme")
                .set("tsig-secret", Secret.ofText("c2VjcmV0\n"))
                .build();
        try (DnsProvider provider = DnsProviders.named("rfc2136", settings)) {
            assertThat(provider).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "server, ns1:0, 'server: is \"ns1:0\"; write host'",
        "server, ns1:66000, server: is",
        "server, dns://ns1, server: is",
        "tsig-key, a..b, tsig-key: is \"a..b\"",
        "tsig-algorithm, hmac-md5, 'tsig-algorithm: is \"hmac-md5\"; write hmac-sha256, hmac-sha384 or hmac-sha512'",
        "tsig-algoritm, hmac-sha256, did you mean tsig-algorithm?",
        "zones, -bad-.test, zones: ",
        "timeout, soon, timeout: is",
        "insecure-without-tsig, true, insecure-without-tsig: contradicts tsig-key",
        "insecure-without-tsig, maybe, 'insecure-without-tsig: is \"maybe\"; write true or false'"
    })
    void namesTheSettingThatMakesNoSense(String name, String value, String message) {
        assertThatThrownBy(() -> DnsProviders.named("rfc2136", with(name, value)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "tsig-key", "tsig-secret"})
    void namesTheSettingThatIsMissing(String name) {
        Map<String, String> settings = new HashMap<>(GOOD);
        settings.remove(name);
        assertThatThrownBy(() -> DnsProviders.named("rfc2136", settings))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(name + ": is missing");
    }

    @Test
    void neverShowsASecretThatIsNotBase64() {
        assertThatThrownBy(() -> DnsProviders.named("rfc2136", with("tsig-secret", "hunter2!")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("tsig-secret")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void takesTheVariablesOfLego() {
        Map<String, String> environment = Map.of(
                "RFC2136_NAMESERVER", "127.0.0.1:53",
                "RFC2136_TSIG_KEY", "acme.",
                "RFC2136_TSIG_SECRET", "c2VjcmV0",
                "RFC2136_TSIG_ALGORITHM", "hmac-sha512.");
        try (DnsProvider provider = DnsProviders.fromEnvironment("rfc2136", environment)) {
            assertThat(provider.capabilities().listsZones()).isFalse();
        }
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> settings = new HashMap<>(GOOD);
        settings.put(name, value);
        return settings;
    }
}
