package io.gatehouse.provider.dns.powerdns;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.contract.DnsProviderFaultContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real PowerDNS behind a proxy that fails as it is told. */
class PowerDnsFaultIT extends DnsProviderFaultContract {
    @TempDir
    static Path folder;

    private static PowerDns powerDns;
    private static FailingProxy proxy;

    @BeforeAll
    static void start() throws IOException {
        powerDns = PowerDns.in(folder);
        proxy = new FailingProxy(powerDns.url(), List.of(PowerDns.KEY));
    }

    @AfterAll
    static void stop() {
        if (proxy != null) {
            proxy.close();
        }
        if (powerDns != null) {
            powerDns.close();
        }
    }

    @Override
    protected DnsZone zone() {
        return DnsZone.of("example.test");
    }

    @Override
    protected DnsProvider provider() {
        return DnsProviders.named("powerdns", PowerDns.settings(proxy.url(), PowerDns.KEY));
    }

    @Override
    protected DnsProvider providerThatWaits(Duration timeout) {
        Map<String, String> settings = PowerDns.settings(proxy.url(), PowerDns.KEY);
        settings.put("timeout", timeout.toString());
        return DnsProviders.named("powerdns", settings);
    }

    @Override
    protected Collection<String> credentials() {
        return List.of(PowerDns.KEY);
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        return powerDns.txt(name.text());
    }

    @Override
    protected Set<Fault> faults() {
        return EnumSet.allOf(Fault.class);
    }

    @Override
    protected void failWith(Fault fault) {
        proxy.failWith(fault);
    }

    @Override
    protected void failOnceWith(Fault fault) {
        proxy.failOnceWith(fault);
    }

    @Override
    protected void work() {
        proxy.work();
    }

    @Override
    protected void awaitUnansweredRequest() throws InterruptedException {
        proxy.awaitUnansweredRequest();
    }
}
