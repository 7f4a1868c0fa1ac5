package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many orders at one zone: how many calls the vendor sees, and whose failure is whose. */
class ZoneWriterTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final int ORDERS = 50;

    private final ExecutorService orders = Executors.newFixedThreadPool(ORDERS + 1);
    private final SlowProvider provider = new SlowProvider();
    private final ZoneWriter writer = new ZoneWriter(provider, ZONE, new ReentrantLock(), VendorPatience.DEFAULT);

    /** Holds each call until the gate opens; refuses what it is told to. */
    private static final class SlowProvider implements DnsProvider {
        final List<List<TxtRecord>> calls = new CopyOnWriteArrayList<>();
        final Set<String> content = new ConcurrentSkipListSet<>();
        final CountDownLatch called = new CountDownLatch(1);
        final CountDownLatch gate = new CountDownLatch(1);
        volatile DnsCapabilities.Serialised serialised = DnsCapabilities.Serialised.BY_ZONE;
        volatile String bad = "";
        volatile DnsProviderException.Kind kind = DnsProviderException.Kind.REFUSED;

        @Override
        public DnsCapabilities capabilities() {
            return DnsCapabilities.of(DnsCapabilities.Writes.VALUE).serialised(serialised);
        }

        @Override
        public Stream<DnsZone> zones() {
            return Stream.of(ZONE);
        }

        @Override
        public void append(DnsZone zone, List<TxtRecord> records) {
            call(records);
            records.forEach(txt -> content.add(txt.value()));
        }

        @Override
        public void delete(DnsZone zone, List<TxtRecord> records) {
            call(records);
            records.forEach(txt -> content.remove(txt.value()));
        }

        private void call(List<TxtRecord> records) {
            calls.add(records);
            called.countDown();
            await(gate);
            if (records.stream().anyMatch(txt -> txt.value().equals(bad))) {
                throw new DnsProviderException("slow", kind, "It holds " + bad + ".");
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        provider.gate.countDown();
        orders.shutdownNow();
    }

    private static List<NeededRecord> record(int order) {
        return recordOf("order-" + order, order);
    }

    private static List<NeededRecord> recordOf(String order, int number) {
        TxtRecord txt = new TxtRecord(
                DomainName.of("_acme-challenge.h" + number + ".example.test"),
                "value-" + number,
                Duration.ofMinutes(1));
        return List.of(new NeededRecord(txt, order));
    }

    /** The first order occupies the writer; the others queue up behind it, and then the vendor goes on. */
    private List<CompletableFuture<Void>> atOnce(ZoneChange.Action action) {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        done.add(write(writer.queue(action, record(0))));
        await(provider.called);
        IntStream.range(1, ORDERS)
                .mapToObj(i -> writer.queue(action, record(i)))
                .forEach(change -> done.add(write(change)));
        provider.gate.countDown();
        return done;
    }

    private CompletableFuture<Void> write(ZoneChange change) {
        return CompletableFuture.runAsync(() -> writer.write(change), orders);
    }

    private static void join(List<CompletableFuture<Void>> done) {
        done.forEach(CompletableFuture::join);
    }

    @Test
    void fiftyOrdersAtOnceAreTwoBatches() {
        join(atOnce(ZoneChange.Action.APPEND));

        assertThat(provider.calls).extracting(List::size).containsExactly(1, ORDERS - 1);
        assertThat(provider.content).hasSize(ORDERS);
    }

    @Test
    void fiftyCleanUpsAtOnceAreTwoBatches() {
        join(atOnce(ZoneChange.Action.DELETE));

        assertThat(provider.calls).extracting(List::size).containsExactly(1, ORDERS - 1);
    }

    @Test
    void oneBadRecordFailsItsOwnOrderOnly() {
        provider.bad = "value-7";

        List<CompletableFuture<Void>> done = atOnce(ZoneChange.Action.APPEND);

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(done.get(7)::join)
                .withMessageContaining("It holds value-7");
        IntStream.range(0, ORDERS).filter(i -> i != 7).forEach(i -> done.get(i).join());
        assertThat(provider.content).hasSize(ORDERS - 1).doesNotContain("value-7");
        assertThat(provider.calls).as("one, all others, each by itself").hasSize(1 + 1 + ORDERS - 1);
    }

    @Test
    void failureThatIsForAllIsNotRepeatedForEach() {
        provider.bad = "value-7";
        provider.kind = DnsProviderException.Kind.RATE_LIMITED;

        List<CompletableFuture<Void>> done = atOnce(ZoneChange.Action.APPEND);

        IntStream.range(1, ORDERS)
                .forEach(i -> assertThatExceptionOfType(CompletionException.class)
                        .isThrownBy(done.get(i)::join)
                        .withCauseInstanceOf(DnsProviderException.class));
        assertThat(provider.calls).hasSize(2);
    }

    @Test
    void valueThatAnotherOrderNeedsStaysUntilTheLastIsDone() {
        provider.gate.countDown();
        writer.append(recordOf("first", 1));
        writer.append(recordOf("second", 1));

        writer.delete(recordOf("first", 1));
        assertThat(provider.content).containsExactly("value-1");

        writer.delete(recordOf("second", 1));
        assertThat(provider.content).isEmpty();
    }

    @Test
    void aBatchFitsADnsMessage() {
        provider.gate.countDown();
        List<ZoneChange> changes = IntStream.range(0, 3)
                .mapToObj(order -> IntStream.range(order * 100, order * 100 + 100)
                        .mapToObj(ZoneWriterTest::record)
                        .flatMap(List::stream)
                        .toList())
                .map(records -> writer.queue(ZoneChange.Action.APPEND, records))
                .toList();

        changes.forEach(writer::write);

        assertThat(provider.calls).extracting(List::size).containsExactly(100, 100, 100);
    }

    @Test
    @Timeout(60)
    void zonesOfAnAccountThatTakesOneChangeAtATimeWaitForEachOther() throws Exception {
        provider.serialised = DnsCapabilities.Serialised.BY_ACCOUNT;
        ZoneWriters writers =
                new ZoneWriters(DnsZones.builder().provider("slow", provider).build());
        ZoneWriter here = writers.use(provider, ZONE);
        ZoneWriter there = writers.use(provider, DnsZone.of("other.test"));
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> here.append(record(1)), orders);
        await(provider.called);
        Thread second = new Thread(() -> there.append(record(2)));
        second.start();
        while (second.getState() != Thread.State.WAITING) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(provider.calls).as("the second has not begun").hasSize(1);
        provider.gate.countDown();
        first.join();
        second.join();
        assertThat(provider.calls).hasSize(2);
    }

    @Test
    @Timeout(60)
    void zonesOfOtherAccountsDoNotWait() {
        ZoneWriters writers =
                new ZoneWriters(DnsZones.builder().provider("slow", provider).build());
        List<CompletableFuture<Void>> both = Stream.of(ZONE, DnsZone.of("other.test"))
                .map(zone -> CompletableFuture.runAsync(
                        () -> writers.use(provider, zone).append(record(1)), orders))
                .toList();
        while (provider.calls.size() < 2) {
            LockSupport.parkNanos(1_000_000);
        }
        provider.gate.countDown();
        join(both);
    }
}
