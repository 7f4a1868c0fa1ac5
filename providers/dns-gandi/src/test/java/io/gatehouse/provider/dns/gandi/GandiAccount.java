package io.gatehouse.provider.dns.gandi;

import io.gatehouse.fixture.dns.GandiServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** An account at a Gandi for tests. */
final class GandiAccount {
    static final VendorAccount ACCOUNT =
            new VendorAccount("gandi", url -> settings(url, GandiServer.TOKEN), url -> settings(url, "another-token"));

    private GandiAccount() {}

    private static Map<String, String> settings(URI url, String token) {
        return Map.of(
                "endpoint", url + "/v5/livedns", "personal-access-token", token, "requests-per-second", "1000000");
    }
}
