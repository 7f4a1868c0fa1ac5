package io.gatehouse.provider.dns.ovh;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.fixture.dns.OvhServer;
import io.gatehouse.fixture.dns.VendorAccountContract;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OvhAccountTest extends VendorAccountContract {
    OvhAccountTest() {
        super(new OvhServer(), OvhAccount.ACCOUNT);
    }

    /** All of them. */
    @Override
    protected int zonesAPage() {
        return 10_000;
    }

    @ParameterizedTest
    @CsvSource({
        "ovh-eu, https://eu.api.ovh.com/1.0",
        "ovh-ca, https://ca.api.ovh.com/1.0",
        "ovh-us, https://api.us.ovhcloud.com/1.0",
        "https://api.ovh.example.test/1.0, https://api.ovh.example.test/1.0",
    })
    void anEndpointHasANameOrAnAddress(String given, String expected) {
        Setting<?> endpoint = new OvhFactory()
                .settings().stream()
                        .filter(setting -> setting.name().equals("endpoint"))
                        .findFirst()
                        .orElseThrow();
        assertThat(String.valueOf(Settings.of(Map.of("endpoint", given)).get(endpoint)))
                .isEqualTo(expected);
    }
}
