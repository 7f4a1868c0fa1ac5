package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Orders wait where a vendor takes no more: pauses it asks for, values it keeps at a name, and an order that is interrupted. */
@Timeout(60)
class VendorLimitsTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final DomainName NAME = DomainName.of("_acme-challenge.example.test");

    private final ExecutorService orders = Executors.newCachedThreadPool();
    private final TwoValuesProvider provider = new TwoValuesProvider();
    private final List<Duration> pauses = new ArrayList<>();
    private final ZoneWriter writer = writer(VendorPatience.DEFAULT.room());

    /** Keeps two values at a name and drops the oldest, as acme-dns does. */
    private static final class TwoValuesProvider implements DnsProvider {
        final Queue<DnsProviderException> refusals = new ArrayDeque<>();
        final Set<String> content = new HashSet<>();
        final List<List<String>> calls = new ArrayList<>();
        boolean isOverwritten;
        volatile @Nullable CountDownLatch gate;
        final CountDownLatch called = new CountDownLatch(1);

        @Override
        public DnsCapabilities capabilities() {
            return DnsCapabilities.of(DnsCapabilities.Writes.VALUE).valuesAtAName(2);
        }

        @Override
        public Stream<DnsZone> zones() {
            return Stream.of(ZONE);
        }

        @Override
        public void append(DnsZone zone, List<TxtRecord> records) {
            call(records);
            records.forEach(txt -> content.add(txt.value()));
            isOverwritten |= content.size() > 2;
        }

        @Override
        public void delete(DnsZone zone, List<TxtRecord> records) {
            call(records);
            records.forEach(txt -> content.remove(txt.value()));
        }

        private void call(List<TxtRecord> records) {
            calls.add(records.stream().map(TxtRecord::value).toList());
            called.countDown();
            CountDownLatch closed = gate;
            try {
                if (closed != null) {
                    closed.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DnsProviderException("two", DnsProviderException.Kind.CANCELLED, "Interrupted.", e, null);
            }
            DnsProviderException refusal = refusals.poll();
            if (refusal != null) {
                throw refusal;
            }
        }
    }

    private ZoneWriter writer(Duration room) {
        VendorPatience patience =
                new VendorPatience(VendorPatience.DEFAULT.pauses(), room, nanos -> pauses.add(Duration.ofNanos(nanos)));
        return new ZoneWriter(provider, ZONE, new ReentrantLock(), patience);
    }

    @AfterEach
    void stop() {
        orders.shutdownNow();
    }

    /** Of one order. */
    private static List<NeededRecord> values(String... values) {
        return valuesOf("first", values);
    }

    private static List<NeededRecord> valuesOf(String order, String... values) {
        return Arrays.stream(values)
                .map(value -> new NeededRecord(new TxtRecord(NAME, value, Duration.ofMinutes(1)), order))
                .toList();
    }

    private void refuse(@Nullable Duration retryAfter) {
        provider.refusals.add(new DnsProviderException(
                "two", DnsProviderException.Kind.RATE_LIMITED, "Too many calls.", null, retryAfter));
    }

    private CompletableFuture<Void> run(Runnable order) {
        return CompletableFuture.runAsync(order, orders);
    }

    private static Thread waiting(Runnable order) {
        Thread thread = new Thread(order);
        thread.start();
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            LockSupport.parkNanos(1_000_000);
        }
        return thread;
    }

    @Test
    void pauseThatTheVendorAsksForIsTakenAndTheOrderGoesOn() {
        refuse(Duration.ofSeconds(7));
        refuse(Duration.ZERO);

        writer.append(values("a"));

        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(1));
        assertThat(provider.content).containsExactly("a");
        assertThat(provider.calls).hasSize(3);
    }

    @Test
    void pausesAreNoLongerThanAMinuteTogether() {
        refuse(Duration.ofSeconds(40));
        refuse(Duration.ofSeconds(21));

        assertThatExceptionOfType(DnsProviderException.class)
                .isThrownBy(() -> writer.append(values("a")))
                .satisfies(refused -> assertThat(refused.retryAfter()).contains(Duration.ofSeconds(21)));
        assertThat(pauses).containsExactly(Duration.ofSeconds(40));
    }

    @Test
    void vendorThatNamesNoTimeIsNotAskedAgain() {
        refuse(null);

        assertThatExceptionOfType(DnsProviderException.class).isThrownBy(() -> writer.append(values("a")));
        assertThat(provider.calls).hasSize(1);
    }

    @Test
    void interruptEndsThePause() {
        refuse(Duration.ofSeconds(7));
        VendorPatience cut =
                new VendorPatience(VendorPatience.DEFAULT.pauses(), VendorPatience.DEFAULT.room(), nanos -> {
                    Thread.currentThread().interrupt();
                    VendorPatience.DEFAULT.sleep().nanos(nanos);
                });
        ZoneWriter sleeping = new ZoneWriter(provider, ZONE, new ReentrantLock(), cut);

        assertThatExceptionOfType(DnsProviderException.class)
                .isThrownBy(() -> sleeping.append(values("a")))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(DnsProviderException.Kind.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void orderWaitsUntilThereIsRoomAtItsName() throws Exception {
        writer.append(values("a", "b"));

        Thread second = waiting(() -> writer.append(values("c", "d")));
        assertThat(provider.content).containsExactlyInAnyOrder("a", "b");
        writer.delete(values("a", "b"));
        second.join();

        assertThat(provider.content).containsExactlyInAnyOrder("c", "d");
        assertThat(provider.isOverwritten).isFalse();
    }

    @Test
    void tenOrdersForOneNameLoseNoValue() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int order = 0; order < 10; order++) {
            List<NeededRecord> own = values("name-" + order, "wildcard-" + order);
            all.add(run(() -> {
                writer.append(own);
                writer.delete(own);
            }));
        }
        all.forEach(CompletableFuture::join);

        assertThat(provider.isOverwritten).isFalse();
        assertThat(provider.calls).hasSize(20);
        assertThat(provider.content).isEmpty();
    }

    @Test
    void valueThatIsThereAlreadyNeedsNoRoom() {
        writer.append(values("a", "b"));
        writer.append(valuesOf("second", "b"));

        writer.delete(values("a", "b"));
        assertThat(provider.content).containsExactly("b");
    }

    @Test
    void laterOrdersDoNotOvertakeOneThatWaitsForRoom() throws Exception {
        writer.append(values("a"));
        Thread first = waiting(() -> writer.append(values("b", "c")));
        Thread second = waiting(() -> writer.append(values("d")));
        assertThat(provider.content).containsExactly("a");

        writer.delete(values("a"));
        first.join();
        writer.delete(values("b", "c"));
        second.join();

        assertThat(provider.calls)
                .containsExactly(List.of("a"), List.of("a"), List.of("b", "c"), List.of("b", "c"), List.of("d"));
    }

    @Test
    void orderThatFindsNoRoomInTimeSaysWhoHoldsIt() {
        ZoneWriter impatient = writer(Duration.ZERO);
        impatient.append(values("a", "b"));

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> impatient.append(valuesOf("second", "b", "c")))
                .withMessageContaining("the 2 values that the DNS provider keeps")
                .withMessageContaining(NAME.text());

        impatient.delete(valuesOf("second", "b", "c"));
        assertThat(provider.content).as("the first order still needs b").containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void interruptEndsTheWaitForRoomAndTheNextOrderGetsIt() throws Exception {
        writer.append(values("a", "b"));
        AtomicBoolean isCut = new AtomicBoolean();
        Thread cut = waiting(() -> {
            try {
                writer.append(values("c"));
            } catch (ChallengeSolverException e) {
                isCut.set(Thread.currentThread().isInterrupted());
            }
        });
        cut.interrupt();
        cut.join();
        assertThat(isCut).isTrue();
        writer.delete(values("c"));

        writer.delete(values("a", "b"));
        writer.append(values("d", "e"));
        assertThat(provider.content).containsExactlyInAnyOrder("d", "e");
    }

    @Test
    void interruptedOrderDoesNotWaitForTheBatchAheadOfIt() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        provider.gate = gate;
        CompletableFuture<Void> ahead = run(() -> writer.append(values("a")));
        provider.called.await();
        AtomicBoolean isCut = new AtomicBoolean();
        Thread cut = waiting(() -> {
            try {
                writer.append(valuesOf("second", "b"));
            } catch (ChallengeSolverException e) {
                isCut.set(Thread.currentThread().isInterrupted());
            }
        });
        cut.interrupt();
        cut.join();
        assertThat(isCut).isTrue();

        gate.countDown();
        ahead.join();
        assertThat(provider.calls).containsExactly(List.of("a"));
        writer.append(valuesOf("third", "c"));
        assertThat(provider.content).as("what was given up takes no room").containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void interruptOfOneOrderOfABatchFailsThatOneOnly() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        provider.gate = gate;
        ZoneChange own = writer.queue(ZoneChange.Action.APPEND, values("a"));
        ZoneChange other = writer.queue(ZoneChange.Action.APPEND, values("b"));
        Thread leader = new Thread(() -> {
            try {
                writer.write(own);
            } catch (DnsProviderException e) {
                assertThat(e.kind()).isEqualTo(DnsProviderException.Kind.CANCELLED);
            }
        });
        leader.start();
        provider.called.await();
        CompletableFuture<Void> follower = run(() -> writer.write(other));
        leader.interrupt();
        leader.join();
        gate.countDown();
        follower.join();

        assertThat(provider.calls).containsExactly(List.of("a", "b"), List.of("b"));
        assertThat(provider.content).containsExactly("b");
        assertThatExceptionOfType(DnsProviderException.class).isThrownBy(own::throwIfFailed);
    }

    @Test
    void interruptOfOneCleanUpLeavesTheOthersTheirCount() throws Exception {
        writer.append(values("a", "b"));
        writer.append(valuesOf("second", "b"));
        CountDownLatch gate = new CountDownLatch(1);
        ZoneChange own = writer.queue(ZoneChange.Action.DELETE, values("a"));
        ZoneChange other = writer.queue(ZoneChange.Action.DELETE, values("b"));
        provider.gate = gate;
        int before = provider.calls.size();
        Thread leader = new Thread(() -> {
            try {
                writer.write(own);
            } catch (DnsProviderException e) {
                assertThat(e.kind()).isEqualTo(DnsProviderException.Kind.CANCELLED);
            }
        });
        leader.start();
        while (provider.calls.size() == before) {
            LockSupport.parkNanos(1_000_000);
        }
        leader.interrupt();
        leader.join();
        gate.countDown();
        writer.write(other);

        assertThat(provider.content).as("the order after still needs b").contains("b");
        writer.delete(valuesOf("second", "b"));
        assertThat(provider.content).doesNotContain("b");
    }
}
