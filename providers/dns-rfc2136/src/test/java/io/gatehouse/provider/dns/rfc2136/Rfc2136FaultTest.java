package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.contract.DnsProviderFaultContract;
import io.gatehouse.testkit.DnsServer;
import java.net.SocketException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A name server that fails. DNS knows no rate limit: a server that has enough of a client is silent, or refuses. */
class Rfc2136FaultTest extends DnsProviderFaultContract {
    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    private static FailingServer server;

    @BeforeAll
    static void start() throws SocketException {
        server = new FailingServer(DNS.address());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected DnsZone zone() {
        return DnsZone.of("example.test");
    }

    @Override
    protected DnsProvider provider() {
        return providerThatWaits(Duration.ofSeconds(20));
    }

    @Override
    protected DnsProvider providerThatWaits(Duration timeout) {
        return DnsProviders.named(
                "rfc2136",
                DNS.rfc2136Settings()
                        .with(Settings.builder()
                                .set("server", "127.0.0.1:" + server.port())
                                .set("timeout", timeout.toString())
                                .build()));
    }

    @Override
    protected Collection<String> credentials() {
        return List.of(DNS.tsigSecret().exposeText());
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        return DNS.txt(name.text());
    }

    @Override
    protected Set<Fault> faults() {
        return EnumSet.complementOf(EnumSet.of(Fault.RATE_LIMITED));
    }

    @Override
    protected void failWith(Fault fault) {
        server.failWith(fault);
    }

    @Override
    protected void failOnceWith(Fault fault) {
        server.failOnceWith(fault);
    }

    @Override
    protected void work() {
        server.work();
    }

    @Override
    protected void awaitUnansweredRequest() throws InterruptedException {
        server.awaitUnansweredRequest();
    }
}
