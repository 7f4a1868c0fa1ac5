package io.gatehouse.provider.dns.azure;

import io.gatehouse.fixture.dns.AzureDnsServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** A resource group in an Azure for tests. */
final class AzureAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "azure", url -> settings(url, AzureDnsServer.CLIENT_SECRET), url -> settings(url, "not-the-secret"));

    private AzureAccount() {}

    private static Map<String, String> settings(URI url, String secret) {
        return Map.of(
                "endpoint",
                url.toString(),
                "login-endpoint",
                url.toString(),
                "tenant-id",
                AzureDnsServer.TENANT,
                "client-id",
                AzureDnsServer.CLIENT,
                "client-secret",
                secret,
                "subscription-id",
                AzureDnsServer.SUBSCRIPTION,
                "resource-group",
                AzureDnsServer.GROUP,
                "requests-per-second",
                "1000000");
    }
}
