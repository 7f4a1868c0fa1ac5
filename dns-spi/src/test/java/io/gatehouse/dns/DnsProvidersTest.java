package io.gatehouse.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.ProviderLookupException;
import io.gatehouse.dns.RecordingFactory.Recording;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
    void reportsEverySettingThatIsMissingEmptyOrUnknownAtOnce() {
        Map<String, String> settings = Map.of("sever", "ns1", "token", "", "colour", "red");
        assertThatThrownBy(() -> DnsProviders.of(new RecordingFactory(), DnsProviderSettings.of(settings)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("it knows server (required), token (required), timeout")
                .hasMessageContaining("sever: is not a setting of this provider; did you mean server?")
                .hasMessageContaining("colour: is not a setting of this provider\n")
                .hasMessageContaining("token: is empty")
                .hasMessageContaining("server: is missing; give the server's host");
    }
}
