package io.gatehouse.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.contract.DnsProviderContract;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract against a vendor in memory that keeps each value as a record of its own, as Cloudflare does. */
class RecordDnsProviderTest extends DnsProviderContract {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final DomainName NAME = DomainName.of("_acme-challenge.example.test");
    private static final String BAD_TOKEN = "wrong-token";

    /** What the vendor holds by identifier, and what it serves once it was told to. */
    private static final class Vendor {
        private final Map<String, TxtRecord> records = new ConcurrentHashMap<>();
        private final AtomicInteger ids = new AtomicInteger();
        private final AtomicInteger publications = new AtomicInteger();
        private volatile boolean failsToPublish;
    }

    private static final class Memory extends RecordDnsProvider {
        private final Vendor vendor;
        private final String token;

        Memory(Vendor vendor, String token) {
            this.vendor = vendor;
            this.token = token;
        }

        @Override
        public DnsCapabilities capabilities() {
            return DnsCapabilities.of(DnsCapabilities.Writes.VALUE);
        }

        @Override
        public Stream<DnsZone> zones() {
            return Stream.of(ZONE);
        }

        @Override
        protected List<Stored> read(DnsZone zone, DomainName name) {
            if (token.isEmpty()) {
                throw new DnsProviderException("memory", Kind.UNREACHABLE, "nobody is there");
            }
            if (token.equals(BAD_TOKEN)) {
                throw new DnsProviderException("memory", Kind.BAD_CREDENTIALS, "memory refuses the token");
            }
            if (!zone.equals(ZONE)) {
                throw new DnsProviderException("memory", Kind.NO_SUCH_ZONE, "the account has no zone " + zone);
            }
            return vendor.records.entrySet().stream()
                    .filter(entry -> entry.getValue().name().equals(name))
                    .map(entry -> new Stored(entry.getKey(), entry.getValue().value()))
                    .toList();
        }

        @Override
        protected void add(DnsZone zone, TxtRecord txt) {
            vendor.records.put("id-" + vendor.ids.incrementAndGet(), txt);
        }

        @Override
        protected void remove(DnsZone zone, DomainName name, Stored stored) {
            vendor.records.remove(stored.id());
        }

        @Override
        protected void publish(DnsZone zone) {
            if (vendor.failsToPublish) {
                throw new DnsProviderException("memory", Kind.SERVER_FAILED, "not now");
            }
            vendor.publications.incrementAndGet();
        }
    }

    private final Vendor vendor = new Vendor();

    @Override
    protected DnsZone zone() {
        return ZONE;
    }

    @Override
    protected DnsZone unreachableZone() {
        return DnsZone.of("elsewhere.test");
    }

    @Override
    protected DnsProvider provider() {
        return new Memory(vendor, "token");
    }

    @Override
    protected DnsProvider providerWithBadCredentials() {
        return new Memory(vendor, BAD_TOKEN);
    }

    @Override
    protected DnsProvider providerWithoutServer() {
        return new Memory(vendor, "");
    }

    @Override
    protected Collection<String> credentials() {
        return List.of(BAD_TOKEN);
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        return vendor.records.values().stream()
                .filter(txt -> txt.name().equals(name))
                .map(TxtRecord::value)
                .toList();
    }

    @Test
    void takesAwayEachCopyOfAValue() {
        vendor.records.put("a", txt("value"));
        vendor.records.put("b", txt("value"));
        try (DnsProvider provider = provider()) {
            provider.delete(ZONE, List.of(txt("value")));
        }
        assertThat(valuesAt(NAME)).isEmpty();
    }

    @Test
    void asksForPublicationOnceForACallAndAgainWhereThatFailed() {
        try (DnsProvider provider = provider()) {
            vendor.failsToPublish = true;
            assertThatThrownBy(() -> provider.append(ZONE, List.of(txt("one"), txt("two"))))
                    .isInstanceOf(DnsProviderException.class);
            vendor.failsToPublish = false;
            provider.append(ZONE, List.of(txt("one"), txt("two")));
            assertThat(vendor.publications).hasValue(1);
            provider.append(ZONE, List.of());
            assertThat(vendor.publications).hasValue(1);
        }
    }

    private static TxtRecord txt(String value) {
        return new TxtRecord(NAME, value, Duration.ofMinutes(1));
    }
}
