package io.gatehouse.provider.dns.digitalocean;

import io.gatehouse.fixture.dns.DigitalOceanServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** An account at a DigitalOcean for tests. */
final class DigitalOceanAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "digitalocean", url -> settings(url, DigitalOceanServer.TOKEN), url -> settings(url, "another-token"));

    private DigitalOceanAccount() {}

    private static Map<String, String> settings(URI url, String token) {
        return Map.of("endpoint", url.toString(), "auth-token", token, "requests-per-minute", "1000000");
    }
}
