package io.gatehouse.provider.dns.hetzner;

import io.gatehouse.fixture.dns.HetznerServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** An account at a Hetzner for tests. */
final class HetznerAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "hetzner", url -> settings(url, HetznerServer.TOKEN), url -> settings(url, "another-token"));

    private HetznerAccount() {}

    private static Map<String, String> settings(URI url, String token) {
        return Map.of("endpoint", url + "/v1", "api-token", token, "requests-per-second", "1000000");
    }
}
