package io.gatehouse.provider.dns.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.RequestRate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One setting for all limits of a vendor. */
class VendorSettingsTest {
    private static final VendorSettings VENDOR = VendorSettings.of(
            "https://api.vendor.test", RequestRate.perMinute(250), new RequestRate(5_000, Duration.ofHours(1)));

    private static List<RequestRate> rates(String given) {
        return Settings.of(Map.of("requests-per-minute", given)).get(VENDOR.requests());
    }

    @Test
    void theVendorsOwnLimitsAreTheDefault() {
        assertThat(Settings.none().get(VENDOR.requests())).hasToString("[250 a minute, 5000 an hour]");
        assertThat(VENDOR.requests().meaning()).endsWith("; in proportion to it 5000 an hour");
        assertThat(VendorSettings.of("https://api.vendor.test", 4).requests())
                .extracting(Setting::name)
                .isEqualTo("requests-per-second");
    }

    @Test
    void theOtherLimitsFollowInProportion() {
        assertThat(rates("125")).hasToString("[125 a minute, 2500 an hour]");
        assertThat(rates("1")).hasToString("[1 a minute, 20 an hour]");
        assertThat(rates(String.valueOf(Integer.MAX_VALUE)))
                .extracting(RequestRate::most)
                .containsOnly(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "ten", "1.5", "99999999999"})
    void whatIsNoNumberFromOneIsRefused(String given) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> rates(given))
                .withMessageContaining("a whole number from 1");
    }

    @Test
    void aLimitByTheHourAloneHasNoSetting() {
        RequestRate hourly = new RequestRate(10, Duration.ofHours(1));
        assertThatIllegalArgumentException().isThrownBy(() -> VendorSettings.of("https://api.vendor.test", hourly));
    }
}
