package io.gatehouse.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.ProviderLookupException;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.RecordingFactory.Recording;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsProvidersTest {

    @Test
    void makesTheProviderOfThatName() {
        try (DnsProvider provider = DnsProviders.named("recording", Map.of("server", " ns1 ", "token", "t"))) {
            assertThat(provider).isEqualTo(new Recording("ns1", Secret.ofText("t"), Duration.ofSeconds(30)));
        }
    }

    @Test
    void listsWhatIsThereWhenNoProviderBearsTheName() {
        assertThatThrownBy(() -> DnsProviders.named("recordng", Map.of()))
                .isInstanceOfSatisfying(
                        ProviderLookupException.class,
                        e -> assertThat(e.found())
                                .anySatisfy(found -> assertThat(found).contains("recording"))
                                .hasSize(3));
    }

    @Test
    void choosesNeitherOfTwoThatBearTheName() {
        assertThatThrownBy(() -> DnsProviders.named("twice", Map.of()))
                .isInstanceOf(ProviderLookupException.class)
                .hasMessageContaining("First")
                .hasMessageContaining("Second");
    }

    @Test
    void checksTheSettingsAgainstThoseTheFactoryDeclares() {
        assertThatThrownBy(() -> DnsProviders.named("recording", Map.of("sever", "ns1", "token", "t")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("DNS provider recording (it takes server (required), token (required), timeout)")
                .hasMessageContaining("sever: is not a setting that it takes; did you mean server?");
    }

    @Test
    void makesAProviderFromAnEnvironment() {
        Recording expected = new Recording("ns1", Secret.ofText("t"), Duration.ofSeconds(30));
        Map<String, String> environment = Map.of("RECORDING_SERVER", "ns1", "RECORDING_TOKEN", "t", "PATH", "/bin");
        try (DnsProvider provider = DnsProviders.fromEnvironment("recording", environment)) {
            assertThat(provider).isEqualTo(expected);
        }
    }

    @Test
    void makesAProviderFromAUriAndSecretsBesideIt() {
        Settings token = Settings.of("token", Secret.ofText("t"));
        try (DnsProvider provider = DnsProviders.at("recording:?server=ns1&timeout=5s", token)) {
            assertThat(provider).isEqualTo(new Recording("ns1", Secret.ofText("t"), Duration.ofSeconds(5)));
        }
        assertThatThrownBy(() -> DnsProviders.at("recording:?server=ns1&token=hunter2", Settings.none()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("token: is a secret")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hunter2", "recording:hunter2", "recording:?server=ns1#hunter2", "recording://hunter2@host"})
    void neverQuotesAUriThatIsNoProviders(String uri) {
        assertThatThrownBy(() -> DnsProviders.at(uri, Settings.none()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("name:?setting=value")
                .hasMessageNotContaining("hunter2");
    }
}
