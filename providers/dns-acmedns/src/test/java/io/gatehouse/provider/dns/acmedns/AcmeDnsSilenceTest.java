package io.gatehouse.provider.dns.acmedns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.dns.contract.DnsProviderFaultContract.Fault;
import io.gatehouse.fixture.dns.AcmeDnsServer;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** An acme-dns that does not answer, or is not there: what the contract of faults asks, which cannot run here. */
class AcmeDnsSilenceTest {
    private static final DnsZone ZONE = DnsZone.of(AcmeDnsServer.DOMAIN);
    private static final List<TxtRecord> RECORDS =
            List.of(new TxtRecord(ZONE.apex().child(AcmeDnsServer.SUBDOMAIN), "A".repeat(43), Duration.ofMinutes(1)));

    @AutoClose
    private final AcmeDnsServer server = new AcmeDnsServer();

    private static DnsProvider provider(URI url, String timeout) {
        Map<String, String> settings =
                new HashMap<>(AcmeDnsAccount.ACCOUNT.settings().apply(url));
        settings.put("timeout", timeout);
        return DnsProviders.named("acmedns", settings);
    }

    private static Kind failure(DnsProvider provider) {
        try (provider) {
            return catchThrowableOfType(DnsProviderException.class, () -> provider.append(ZONE, RECORDS))
                    .kind();
        }
    }

    @Test
    void aServerThatIsNotThereCanBeTriedAgain() {
        URI url = server.url();
        server.close();
        assertThat(failure(provider(url, "20s"))).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void silenceEndsWithTheTimeLimit() {
        server.failWith(Fault.SILENCE);
        assertThat(failure(provider(server.url(), "200ms"))).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void aThreadThatIsInterruptedGetsOutInMidCall() throws Exception {
        server.failWith(Fault.SILENCE);
        CompletableFuture<Kind> kind = new CompletableFuture<>();
        CompletableFuture<Boolean> isStillInterrupted = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            kind.complete(failure(provider(server.url(), "10m")));
            isStillInterrupted.complete(Thread.currentThread().isInterrupted());
        });
        caller.setDaemon(true);
        caller.start();
        server.awaitUnansweredRequest();
        caller.interrupt();
        assertThat(kind.get(1, TimeUnit.MINUTES)).isEqualTo(Kind.CANCELLED);
        assertThat(isStillInterrupted.get(1, TimeUnit.MINUTES)).isTrue();
    }
}
