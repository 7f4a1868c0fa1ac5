package io.gatehouse.provider.dns.ionos;

import io.gatehouse.fixture.dns.IonosServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** An account at an IONOS for tests. */
final class IonosAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "ionos",
            url -> settings(url, IonosServer.PREFIX + "." + IonosServer.SECRET),
            url -> settings(url, IonosServer.PREFIX + ".another-secret"));

    private IonosAccount() {}

    private static Map<String, String> settings(URI url, String token) {
        return Map.of("endpoint", url + "/dns/v1", "api-key", token, "requests-per-second", "1000000");
    }
}
