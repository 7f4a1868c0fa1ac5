package io.gatehouse.provider.dns.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.RequestRate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Route53SettingsTest {
    private static final Map<String, String> GOOD =
            Map.of("access-key-id", "AKIAFIXTUREOFNOBODY0", "secret-access-key", "secret/of+nobody");

    @Test
    void isMadeWithoutACallAndSaysWhatItCan() {
        try (DnsProvider provider = DnsProviders.named("route53", GOOD)) {
            DnsCapabilities capabilities = provider.capabilities();
            assertThat(capabilities.writes()).isEqualTo(DnsCapabilities.Writes.RRSET);
            assertThat(capabilities.hasPrecondition()).isTrue();
            assertThat(capabilities.listsZones()).isTrue();
            assertThat(capabilities.rates()).containsExactly(RequestRate.perSecond(10));
            assertThat(capabilities.valuesAtAName()).isEqualTo(400);
        }
        try (DnsProvider provider = DnsProviders.named("route53", with("requests-per-second", "3"))) {
            assertThat(provider.capabilities().rates()).containsExactly(RequestRate.perSecond(3));
        }
    }

    @Test
    void takesTheVariablesOfAws() {
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID", "ASIAFIXTUREOFNOBODY0",
                "AWS_SECRET_ACCESS_KEY", "secret/of+nobody",
                "AWS_SESSION_TOKEN", "token/of+nobody",
                "AWS_REGION", "cn-north-1",
                "AWS_HOSTED_ZONE_ID", "Z0123456789");
        try (DnsProvider provider = DnsProviders.fromEnvironment("route53", environment)) {
            assertThat(provider.capabilities().listsZones()).isTrue();
        }
    }

    @Test
    void looksForCredentialsOnlyWhenTold() {
        assertThatThrownBy(() -> DnsProviders.named("route53", Map.of()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("access-key-id: is missing")
                .hasMessageContaining("aws-default-chain");
        try (DnsProvider provider = DnsProviders.named("route53", Map.of("credentials", "aws-default-chain"))) {
            assertThat(provider).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "credentials, aws-default-chain, credentials: contradicts access-key-id",
        "credentials, environment, write aws-default-chain",
        "acces-key-id, AKIA, did you mean access-key-id?",
        "hosted-zone-id, example.test, 'hosted-zone-id: is \"example.test\"; write the id'",
        "hosted-zone-id, '', hosted-zone-id: is empty",
        "region, eu central, 'region: is \"eu central\"; write the name of a region'",
        "requests-per-second, 0, requests-per-second: is",
        "requests-per-second, ten, requests-per-second: is",
        "timeout, soon, timeout: is",
        "endpoint, http://127.0.0.1:1, set insecure-plain-http to true",
        "endpoint, ftp://host, endpoint: is not"
    })
    void namesTheSettingThatMakesNoSense(String name, String value, String message) {
        assertThatThrownBy(() -> DnsProviders.named("route53", with(name, value)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2\n", "hun ter2", "hunter2\r\nX-Header: 1"})
    void aSecretThatWouldBreakAHeaderIsRefusedAndNotShown(String secret) {
        for (String name : new String[] {"secret-access-key", "session-token"}) {
            assertThatThrownBy(() -> DnsProviders.named("route53", with(name, secret)))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining(name)
                    .hasMessageNotContaining("ter2")
                    .hasNoCause();
        }
    }

    @Test
    void namesTheSecretThatIsMissing() {
        assertThatThrownBy(() -> DnsProviders.named("route53", Map.of("access-key-id", "AKIAFIXTUREOFNOBODY0")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("secret-access-key: is missing")
                .hasMessageContaining("AWS_SECRET_ACCESS_KEY");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> settings = new HashMap<>(GOOD);
        settings.put(name, value);
        return settings;
    }
}
