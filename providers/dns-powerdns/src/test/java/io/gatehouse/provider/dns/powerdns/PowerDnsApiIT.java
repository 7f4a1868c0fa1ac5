package io.gatehouse.provider.dns.powerdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.dns.contract.DnsProviderContract;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a real PowerDNS, by its API. */
class PowerDnsApiIT extends DnsProviderContract {
    @TempDir
    static Path folder;

    private static PowerDns powerDns;

    @BeforeAll
    static void startPowerDns() throws IOException {
        powerDns = PowerDns.in(folder);
    }

    @AfterAll
    static void stopPowerDns() {
        if (powerDns != null) {
            powerDns.close();
        }
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
    protected DnsProvider provider() {
        return provider(powerDns.url(), PowerDns.KEY);
    }

    @Override
    protected DnsProvider providerWithBadCredentials() {
        return provider(powerDns.url(), PowerDns.OTHER_KEY);
    }

    @Override
    protected DnsProvider providerWithoutServer() {
        return provider(URI.create("http://127.0.0.1:" + LoopbackPorts.free()), PowerDns.KEY);
    }

    private static DnsProvider provider(URI url, String key) {
        return DnsProviders.named("powerdns", PowerDns.settings(url, key));
    }

    @Override
    protected Collection<String> credentials() {
        return List.of(PowerDns.KEY, PowerDns.OTHER_KEY);
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        return powerDns.txt(name.text());
    }

    @Test
    void zonesThatCannotBeWrittenAreNotListed() throws Exception {
        powerDns.pdnsutil("create-secondary-zone", "copied.test", "127.0.0.1:1");
        powerDns.pdnsutil("create-zone", "0/25.2.0.192.in-addr.arpa");
        powerDns.pdnsutil("create-zone", ".");
        try (DnsProvider provider = provider()) {
            assertThat(provider.zones())
                    .contains(zone())
                    .extracting(DnsZone::toString)
                    .containsOnly("example.test", "child.example.test");
        }
    }

    /** What an operator has switched off is neither served by us nor lost. */
    @Test
    void recordsThatAreSwitchedOffStayAsTheyAre() throws Exception {
        DomainName name = DomainName.of("_acme-challenge.off.example.test");
        powerDns.patch("example.test", """
                {"rrsets": [{"name": "_acme-challenge.off.example.test.", "type": "TXT", "changetype": "REPLACE",
                  "ttl": 300, "records": [{"content": "\\"off\\"", "disabled": true}]}]}""");
        List<TxtRecord> ours = List.of(new TxtRecord(name, "ours", Duration.ofMinutes(1)));
        try (DnsProvider provider = provider()) {
            provider.append(zone(), ours);
            assertThat(powerDns.txt(name.text())).containsExactly("ours");
            provider.delete(zone(), ours);
        }
        assertThat(powerDns.txt(name.text())).isEmpty();
        assertThat(powerDns.zone("example.test")).contains("\"\\\"off\\\"\", \"disabled\": true");
    }

    @Test
    void anotherServerNameIsAskedFor() throws Exception {
        Map<String, String> settings = PowerDns.settings(powerDns.url(), PowerDns.KEY);
        settings.put("server-name", "elsewhere");
        try (DnsProvider provider = DnsProviders.named("powerdns", settings)) {
            assertThatThrownBy(() -> provider.zones().count()).hasMessageContaining("/servers/elsewhere/zones");
        }
    }

    @Test
    void whatIsMissingOrMisspeltIsNamed() {
        Map<String, String> settings = PowerDns.settings(powerDns.url(), PowerDns.KEY);
        settings.remove("endpoint");
        settings.put("api-kye", "");
        assertThatThrownBy(() -> DnsProviders.named("powerdns", settings))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll("endpoint: is missing", "PDNS_API_URL", "did you mean api-key?");
    }
}
