package io.gatehouse.acme.dns01;

import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists zones, fails to, or hangs, as it is told. */
final class ListingProvider implements DnsProvider {
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger interrupted = new AtomicInteger();
    volatile List<DnsZone> zones;
    volatile @Nullable DnsProviderException failure;
    volatile @Nullable CountDownLatch hangs;
    volatile boolean hearsNoInterrupt;

    ListingProvider(String... zones) {
        this.zones = of(zones);
    }

    static List<DnsZone> of(String... zones) {
        return Arrays.stream(zones).map(DnsZone::of).toList();
    }

    void fail(DnsProviderException.Kind kind, @Nullable Duration retryAfter) {
        failure = new DnsProviderException("listing", kind, "It does not list.", null, retryAfter);
    }

    void release() {
        CountDownLatch gate = hangs;
        if (gate != null) {
            gate.countDown();
        }
    }

    /** Until the latch is counted down. */
    CountDownLatch hang() {
        CountDownLatch gate = new CountDownLatch(1);
        hangs = gate;
        return gate;
    }

    @Override
    public DnsCapabilities capabilities() {
        return DnsCapabilities.of(DnsCapabilities.Writes.VALUE);
    }

    @Override
    public Stream<DnsZone> zones() {
        begun.incrementAndGet();
        CountDownLatch gate = hangs;
        while (gate != null && gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                if (!hearsNoInterrupt) {
                    Thread.currentThread().interrupt();
                    throw new DnsProviderException("listing", DnsProviderException.Kind.CANCELLED, "Cut.", e, null);
                }
            }
        }
        DnsProviderException refusal = failure;
        if (refusal != null) {
            throw refusal;
        }
        return zones.stream();
    }

    @Override
    public void append(DnsZone zone, List<TxtRecord> records) {
        throw new UnsupportedOperationException("It lists only.");
    }

    @Override
    public void delete(DnsZone zone, List<TxtRecord> records) {
        throw new UnsupportedOperationException("It lists only.");
    }
}
