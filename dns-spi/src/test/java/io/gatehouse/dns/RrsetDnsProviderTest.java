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

/** The contract against a vendor in memory that replaces RRsets by their ETag, as Azure does. */
class RrsetDnsProviderTest extends DnsProviderContract {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final DomainName NAME = DomainName.of("_acme-challenge.example.test");
    private static final Duration LEAST = Duration.ofMinutes(5);
    private static final String BAD_TOKEN = "wrong-token";

    /** What the vendor holds, and who broke in between a reading and a writing. */
    private static final class Vendor {
        private final Map<DomainName, TxtRrset> rrsets = new ConcurrentHashMap<>();
        private final AtomicInteger tags = new AtomicInteger();
        private final AtomicInteger writes = new AtomicInteger();
        private volatile Runnable inBetween = () -> {};

        TxtRrset read(DomainName name) {
            return rrsets.getOrDefault(name, TxtRrset.none(name));
        }

        void put(TxtRrset rrset) {
            rrsets.put(
                    rrset.name(),
                    new TxtRrset(rrset.name(), rrset.values(), rrset.ttl(), "tag-" + tags.incrementAndGet()));
        }

        synchronized void replace(RrsetDnsProvider.Change change) {
            inBetween.run();
            if (!read(change.before().name()).tag().equals(change.before().tag())) {
                throw new DnsProviderException("memory", Kind.CONFLICT, "the ETag is another; read it again");
            }
            writes.incrementAndGet();
            put(change.after());
        }
    }

    private static final class Memory extends RrsetDnsProvider {
        private final Vendor vendor;
        private final String token;

        Memory(Vendor vendor, String token) {
            super("memory");
            this.vendor = vendor;
            this.token = token;
        }

        @Override
        public DnsCapabilities capabilities() {
            return DnsCapabilities.of(DnsCapabilities.Writes.RRSET).minimumTtl(LEAST);
        }

        @Override
        public Stream<DnsZone> zones() {
            return Stream.of(ZONE);
        }

        @Override
        protected TxtRrset read(DnsZone zone, DomainName name) {
            if (token.isEmpty()) {
                throw new DnsProviderException("memory", Kind.UNREACHABLE, "nobody is there");
            }
            if (token.equals(BAD_TOKEN)) {
                throw new DnsProviderException("memory", Kind.BAD_CREDENTIALS, "memory refuses the token");
            }
            if (!zone.equals(ZONE)) {
                throw new DnsProviderException("memory", Kind.NO_SUCH_ZONE, "the account has no zone " + zone);
            }
            return vendor.read(name);
        }

        @Override
        protected void replace(DnsZone zone, List<Change> changes) {
            changes.forEach(vendor::replace);
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
        return vendor.read(name).values();
    }

    @Test
    void whatSomebodyElseWroteInBetweenIsKept() {
        AtomicInteger intrusions = new AtomicInteger();
        vendor.inBetween = () -> {
            if (intrusions.getAndIncrement() < 3) {
                vendor.put(vendor.read(NAME).plus(List.of("foreign-" + intrusions), LEAST));
            }
        };
        try (DnsProvider provider = provider()) {
            provider.append(ZONE, List.of(txt("ours")));
        }
        assertThat(valuesAt(NAME)).containsExactly("foreign-1", "foreign-2", "foreign-3", "ours");
    }

    @Test
    void givesUpOnAVendorThatIsNeverAsItWasRead() {
        vendor.inBetween = () -> vendor.put(vendor.read(NAME).plus(List.of("foreign"), LEAST));
        try (DnsProvider provider = provider()) {
            assertThatThrownBy(() -> provider.append(ZONE, List.of(txt("ours"))))
                    .isInstanceOfSatisfying(
                            DnsProviderException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
        }
        assertThat(valuesAt(NAME)).containsExactly("foreign");
    }

    @Test
    void anInterruptedWriterGetsOutBetweenTwoTries() {
        vendor.inBetween = () -> {
            vendor.put(vendor.read(NAME).plus(List.of("foreign"), LEAST));
            Thread.currentThread().interrupt();
        };
        try (DnsProvider provider = provider()) {
            assertThatThrownBy(() -> provider.append(ZONE, List.of(txt("ours"))))
                    .isInstanceOfSatisfying(
                            DnsProviderException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
        }
        assertThat(Thread.interrupted()).as("the thread is still marked").isTrue();
    }

    @Test
    void writesNothingWhereNothingChanges() {
        try (DnsProvider provider = provider()) {
            provider.append(ZONE, List.of(txt("value")));
            provider.append(ZONE, List.of(txt("value")));
            provider.delete(ZONE, List.of(txt("never")));
        }
        assertThat(vendor.writes).hasValue(1);
    }

    @Test
    void raisesATimeToLiveToTheVendorsLeastAndLeavesThatOfValuesThere() {
        try (DnsProvider provider = provider()) {
            provider.append(ZONE, List.of(txt("first")));
            assertThat(vendor.read(NAME).ttl()).isEqualTo(LEAST);
            provider.append(ZONE, List.of(new TxtRecord(NAME, "second", Duration.ofHours(1))));
            assertThat(vendor.read(NAME).ttl()).isEqualTo(LEAST);
        }
    }

    private static TxtRecord txt(String value) {
        return new TxtRecord(NAME, value, Duration.ofSeconds(1));
    }
}
