package io.gatehouse.provider.dns.acmedns;

import io.gatehouse.fixture.dns.AcmeDnsServer;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** A name registered at an acme-dns for tests. */
final class AcmeDnsAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "acmedns",
            url -> settings(url, accounts(AcmeDnsServer.PASSWORD)),
            url -> settings(url, accounts("fixture-password-of-another-account_0123")));

    private AcmeDnsAccount() {}

    private static Map<String, String> settings(URI url, String accounts) {
        return Map.of("endpoint", url.toString(), "accounts", accounts, "requests-per-second", "1000000");
    }

    /** As lego and acme-dns-client keep it; lego keeps the addresses, too, from which acme-dns takes updates. */
    static String accounts(String password) {
        return """
                {"example.test": {"fulldomain": "%1$s.%2$s", "subdomain": "%1$s", "username": "%3$s", "password": "%4$s",
                  "server_url": "https://auth.test", "allowfrom": null}}""".formatted(AcmeDnsServer.SUBDOMAIN, AcmeDnsServer.DOMAIN, AcmeDnsServer.USERNAME, password);
    }
}
