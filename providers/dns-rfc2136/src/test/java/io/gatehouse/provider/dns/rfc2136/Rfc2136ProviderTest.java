package io.gatehouse.provider.dns.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.dns.contract.DnsProviderContract;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.DnsUpdate;
import io.gatehouse.testkit.LoopbackPorts;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract against the test kit's server, and what only its record of updates can show. */
class Rfc2136ProviderTest extends DnsProviderContract {
    private static final String OTHER_SECRET = "b3RoZXItc2VjcmV0LW90aGVyLXNlY3JldC1vdGhlci0=";

    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test")
            .txt("example.test", "v=spf1 -all")
            .build();

    @Override
    protected DnsZone zone() {
        return DnsZone.of("example.test");
    }

    @Override
    protected DnsZone unreachableZone() {
        return DnsZone.of("elsewhere.test");
    }

    @Override
    protected DnsProvider provider() {
        return DnsProviders.named("rfc2136", DNS.rfc2136Settings());
    }

    @Override
    protected DnsProvider providerWithBadCredentials() {
        return provider(port(), DNS.tsigKeyName(), OTHER_SECRET);
    }

    @Override
    protected DnsProvider providerWithoutServer() {
        return provider(LoopbackPorts.free(), DNS.tsigKeyName(), OTHER_SECRET);
    }

    @Override
    protected Collection<String> credentials() {
        return List.of(OTHER_SECRET, DNS.tsigSecret().exposeText());
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        return DNS.txt(name.text());
    }

    @Test
    void oneCallIsOneSignedUpdate() {
        int before = DNS.updates().size();
        try (DnsProvider provider = provider()) {
            provider.append(zone(), List.of(txt("one.example.test", "1"), txt("two.example.test", "2")));
            provider.delete(zone(), List.of(txt("one.example.test", "1"), txt("two.example.test", "2")));
        }
        List<DnsUpdate> updates = DNS.updates();
        assertThat(updates.subList(before, updates.size()))
                .hasSize(2)
                .allSatisfy(update -> assertThat(update.rcode()).isEqualTo("NOERROR"))
                .allSatisfy(update -> assertThat(update.changes())
                        .extracting(DnsUpdate.Change::name)
                        .containsExactly("one.example.test", "two.example.test"));
    }

    @Test
    void whatDoesNotFitOneMessageTakesSeveral() {
        int before = DNS.updates().size();
        List<TxtRecord> large =
                List.of(txt("large.example.test", "a".repeat(40_000)), txt("large.example.test", "b".repeat(40_000)));
        try (DnsProvider provider = provider()) {
            provider.append(zone(), large);
            assertThat(DNS.txt("large.example.test")).containsExactlyInAnyOrder("a".repeat(40_000), "b".repeat(40_000));
            provider.delete(zone(), large);
        }
        assertThat(DNS.txt("large.example.test")).isEmpty();
        assertThat(DNS.updates()).hasSize(before + 4);
    }

    @Test
    void anUpdateNeedsNoThreadOfTheCommonPool() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(ForkJoinPool.getCommonPoolParallelism());
        CountDownLatch ended = new CountDownLatch(1);
        for (long i = busy.getCount(); i > 0; i--) {
            ForkJoinPool.commonPool().execute(() -> {
                busy.countDown();
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        busy.await();
        List<TxtRecord> records = List.of(txt("busy.example.test", "value"));
        try (DnsProvider provider = provider()) {
            provider.append(zone(), records);
            provider.delete(zone(), records);
        } finally {
            ended.countDown();
        }
    }

    @Test
    void anUnknownKeyIsABadCredential() {
        assertThatThrownBy(() -> append(provider(port(), "nobody", OTHER_SECRET)))
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_CREDENTIALS))
                .hasMessageContaining("BADKEY")
                .hasMessageContaining("tsig-key");
    }

    @Test
    void anotherAlgorithmIsABadCredential() {
        Settings settings = settings(port())
                .set("tsig-key", DNS.tsigKeyName())
                .set("tsig-secret", DNS.tsigSecret())
                .set("tsig-algorithm", "hmac-sha512")
                .build();
        assertThatThrownBy(() -> append(DnsProviders.named("rfc2136", settings)))
                .hasMessageContaining("BADKEY")
                .hasMessageContaining("tsig-algorithm");
    }

    @Test
    void anUnsignedUpdateGoesOutOnlyWhenAskedForAndIsRefused() {
        Settings settings =
                settings(port()).set("insecure-without-tsig", "true").build();
        assertThatThrownBy(() -> append(DnsProviders.named("rfc2136", settings)))
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                .hasMessageContaining("allow-update");
    }

    private void append(DnsProvider provider) {
        try (provider) {
            provider.append(zone(), List.of(txt("refused.example.test", "value")));
        } finally {
            assertThat(DNS.txt("refused.example.test")).isEmpty();
        }
    }

    private static int port() {
        return DNS.address().getPort();
    }

    private static TxtRecord txt(String name, String value) {
        return new TxtRecord(DomainName.of(name), value, Duration.ofMinutes(1));
    }

    private static DnsProvider provider(int port, String keyName, String secret) {
        return DnsProviders.named(
                "rfc2136",
                settings(port)
                        .set("tsig-key", keyName)
                        .set("tsig-secret", secret)
                        .build());
    }

    private static Settings.Builder settings(int port) {
        return Settings.builder().set("server", "127.0.0.1:" + port).set("timeout", "5s");
    }
}
