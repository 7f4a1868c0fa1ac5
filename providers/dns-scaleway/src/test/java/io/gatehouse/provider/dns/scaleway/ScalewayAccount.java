package io.gatehouse.provider.dns.scaleway;

import io.gatehouse.fixture.dns.ScalewayServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** An account at a Scaleway for tests. */
final class ScalewayAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "scaleway", url -> settings(url, ScalewayServer.TOKEN), url -> settings(url, "not-the-secret-key"));

    private ScalewayAccount() {}

    private static Map<String, String> settings(URI url, String secretKey) {
        return Map.of("endpoint", url + "/domain/v2beta1", "secret-key", secretKey, "requests-per-second", "1000000");
    }
}
