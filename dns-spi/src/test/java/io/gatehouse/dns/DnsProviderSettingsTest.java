package io.gatehouse.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsProviderSettingsTest {

    @Test
    void showsNamesAndNeverValues() {
        DnsProviderSettings settings = DnsProviderSettings.builder()
                .set("server", "ns1")
                .set("token", Secret.ofText("hunter2"))
                .build();
        assertThat(settings).hasToString("DnsProviderSettings[server, token]");
    }

    @Test
    void handsASecretOnWithoutMakingTextOfIt() {
        Secret token = Secret.ofText("hunter2");
        DnsProviderSettings settings =
                DnsProviderSettings.builder().set("token", token).build();
        assertThat(settings.secret("token")).isSameAs(token);
    }

    @Test
    void namesTheRequiredSettingThatIsMissingOrBlank() {
        DnsProviderSettings settings = DnsProviderSettings.of(Map.of("server", " "));
        assertThatThrownBy(() -> settings.required("server")).isInstanceOf(InvalidModelException.class);
        assertThatThrownBy(() -> settings.secret("token"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("token: is missing or empty; the settings given are [server]");
    }

    @Test
    void doesNotFollowTheMapItWasMadeFrom() {
        Map<String, String> map = new HashMap<>(Map.of("server", "ns1"));
        DnsProviderSettings settings = DnsProviderSettings.of(map);
        map.put("server", "ns2");
        assertThat(settings.required("server")).isEqualTo("ns1");
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "10s,PT10S", "2m,PT2M", "1h,PT1H", "PT1M30S,PT1M30S"})
    void readsLengthsOfTime(String text, Duration expected) {
        DnsProviderSettings settings = DnsProviderSettings.of(Map.of("timeout", text));
        assertThat(settings.duration("timeout", Duration.ofDays(1))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "s", "-1s", "0s", "0ms", "1.5ms", "ten seconds", "99999999999999999999s"})
    void refusesWhatIsNoLengthOfTime(String text) {
        DnsProviderSettings settings = DnsProviderSettings.of(Map.of("timeout", text));
        assertThatThrownBy(() -> settings.duration("timeout", Duration.ofDays(1)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("timeout: is \"" + text + "\"");
    }

    @Test
    void takesAFlagOnlyAsTrueOrFalse() {
        DnsProviderSettings settings = DnsProviderSettings.of(Map.of("on", "true", "off", "false", "odd", "yes"));
        assertThat(settings.flag("on")).isTrue();
        assertThat(settings.flag("off")).isFalse();
        assertThat(settings.flag("absent")).isFalse();
        assertThatThrownBy(() -> settings.flag("odd")).isInstanceOf(InvalidModelException.class);
    }
}
