package io.gatehouse.provider.dns.namecheap;

import io.gatehouse.fixture.dns.NamecheapServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** An account at a Namecheap for tests. */
final class NamecheapAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "namecheap",
            url -> settings(url, NamecheapServer.KEY),
            url -> settings(url, "fixture-key-of-another-account"));

    private NamecheapAccount() {}

    static Map<String, String> settings(URI url, String key) {
        return Map.of(
                "endpoint",
                url + "/xml.response",
                "api-user",
                NamecheapServer.USER,
                "api-key",
                key,
                "client-ip",
                "192.0.2.7",
                "requests-per-minute",
                "1000000");
    }
}
