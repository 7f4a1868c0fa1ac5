package io.gatehouse.provider.dns.google;

import io.gatehouse.fixture.dns.GoogleCloudDnsServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** A service account at a Google for tests. */
final class GoogleAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "google",
            url -> settings(url, GoogleCloudDnsServer.serviceAccount(url)),
            url -> settings(url, GoogleCloudDnsServer.serviceAccountWithWrongKey(url)));

    private GoogleAccount() {}

    private static Map<String, String> settings(URI url, String keyFile) {
        return Map.of("endpoint", url + "/dns/v1", "service-account", keyFile, "requests-per-second", "1000000");
    }
}
