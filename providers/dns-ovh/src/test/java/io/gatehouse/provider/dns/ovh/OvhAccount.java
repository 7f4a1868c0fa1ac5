package io.gatehouse.provider.dns.ovh;

import io.gatehouse.fixture.dns.OvhServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** An application with an account at an OVHcloud for tests. */
final class OvhAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "ovh",
            url -> settings(url, OvhServer.CONSUMER_KEY),
            url -> settings(url, "fixture-consumer-key-of-somebody"));

    private OvhAccount() {}

    private static Map<String, String> settings(URI url, String consumerKey) {
        return Map.of(
                "endpoint",
                url + "/1.0",
                "application-key",
                OvhServer.APPLICATION_KEY,
                "application-secret",
                OvhServer.APPLICATION_SECRET,
                "consumer-key",
                consumerKey,
                "requests-per-second",
                "1000000");
    }
}
