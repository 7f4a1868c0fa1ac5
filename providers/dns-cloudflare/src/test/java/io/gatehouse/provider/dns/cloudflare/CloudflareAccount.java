package io.gatehouse.provider.dns.cloudflare;

import io.gatehouse.fixture.dns.CloudflareServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** An account at a Cloudflare for tests. */
final class CloudflareAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "cloudflare",
            url -> settings(url, CloudflareServer.TOKEN),
            url -> settings(url, CloudflareServer.WRONG_TOKEN));

    private CloudflareAccount() {}

    private static Map<String, String> settings(URI url, String token) {
        return Map.of("endpoint", url + "/client/v4", "api-token", token, "requests-per-second", "1000000");
    }
}
