package io.gatehouse.provider.dns.godaddy;

import io.gatehouse.fixture.dns.GoDaddyServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** An account at a GoDaddy for tests. */
final class GoDaddyAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "godaddy", url -> settings(url, GoDaddyServer.SECRET), url -> settings(url, "not-the-secret"));

    private GoDaddyAccount() {}

    private static Map<String, String> settings(URI url, String secret) {
        return Map.of(
                "endpoint",
                url + "/v1",
                "api-key",
                GoDaddyServer.KEY,
                "api-secret",
                secret,
                "requests-per-second",
                "1000000");
    }
}
