package io.gatehouse.provider.dns.linode;

import io.gatehouse.fixture.dns.LinodeServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** An account at a Linode for tests. */
final class LinodeAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "linode", url -> settings(url, LinodeServer.TOKEN), url -> settings(url, "another-token"));

    private LinodeAccount() {}

    private static Map<String, String> settings(URI url, String token) {
        return Map.of("endpoint", url + "/v4", "token", token, "requests-per-minute", "1000000");
    }
}
