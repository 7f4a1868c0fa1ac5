// region contract
package com.example.dns;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.contract.DnsProviderContract;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Everything that Gatehouse asks of a provider. */
class OfficeDnsTest extends DnsProviderContract {
    private static OfficeDnsServer office;

    @BeforeAll
    static void start() throws IOException {
        office = new OfficeDnsServer();
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    private static DnsProvider provider(String endpoint, String token) {
        return DnsProviders.named(
                "office", Map.of("endpoint", endpoint, "token", token, "requests-per-second", "100000"));
    }

    @Override
    protected DnsProvider provider() {
        return provider(office.url(), OfficeDnsServer.TOKEN);
    }

    @Override
    protected DnsProvider providerWithBadCredentials() {
        return provider(office.url(), "token-of-nobody");
    }

    @Override
    protected DnsProvider providerWithoutServer() {
        return provider("http://127.0.0.1:1", OfficeDnsServer.TOKEN);
    }

    @Override
    protected DnsZone zone() {
        return DnsZone.of("example.test");
    }

    @Override
    protected Optional<DnsZone> childZone() {
        return Optional.of(DnsZone.of("child.example.test"));
    }

    @Override
    protected DnsZone unreachableZone() {
        return DnsZone.of("elsewhere.test");
    }

    @Override
    protected Collection<String> credentials() {
        return List.of(OfficeDnsServer.TOKEN, "token-of-nobody");
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        return office.valuesAt(name.text());
    }
}
// end
