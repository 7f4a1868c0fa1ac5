package io.gatehouse.acme.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.CertificateStoreException;
import io.gatehouse.acme.StateKind;
import io.gatehouse.acme.StoreLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of the contract that is about documents and locks, and the store under test. */
abstract class StatesAndLocksContract {
    static final int THREADS = 4;
    static final int ROUNDS = 10;
    /** A test that hangs has failed; no store may take longer for its rounds. */
    static final Duration LIMIT = Duration.ofMinutes(3);

    private static final byte[] DOCUMENT = "gatehouse-acme-order 1\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ANY_BYTES = {0, -1, '\r', '\n', '%', 0};

    private String location;
    private CertificateStore store;

    /** Opens the stores under test. */
    protected abstract Class<? extends StoreOpener> opener();

    /** Where a store is that nobody has written to yet: a folder, a URL, a schema; never a secret. */
    protected abstract String emptyLocation() throws Exception;

    @BeforeEach
    public final void openStore() throws Exception {
        location = emptyLocation();
        store = reopened();
    }

    final CertificateStore store() {
        return store;
    }

    final CertificateStore reopened() {
        return StoreOpener.open(opener().getName(), location);
    }

    final SecondJvm secondJvm(Class<?> program) throws IOException {
        return SecondJvm.start(program, opener().getName(), location);
    }

    @Test
    public void anEmptyStoreHasNoDocuments() {
        for (StateKind kind : StateKind.values()) {
            assertEquals(List.of(), store.states(kind));
            assertTrue(store.state(kind, "shop").isEmpty());
            store.removeState(kind, "shop");
        }
    }

    @Test
    public void aDocumentComesBackByteForByte() {
        for (byte[] document : List.of(DOCUMENT, ANY_BYTES, new byte[0], new byte[100_000])) {
            store.putState(StateKind.ORDER, "shop", document);
            assertDocument(document, StateKind.ORDER, "shop");
        }
    }

    @Test
    public void kindsAndNamesAreApart() {
        store.putState(StateKind.ORDER, "shop", DOCUMENT);
        store.putState(StateKind.ORDER, "api", ANY_BYTES);
        store.putState(StateKind.RENEWAL, "shop", ANY_BYTES);
        assertEquals(List.of("api", "shop"), reopened().states(StateKind.ORDER));
        assertEquals(List.of("shop"), reopened().states(StateKind.RENEWAL));
        assertEquals(List.of(), reopened().states(StateKind.ACCOUNT));
        assertEquals(List.of(), reopened().names());
        store.removeState(StateKind.ORDER, "shop");
        store.removeState(StateKind.ORDER, "shop");
        assertEquals(List.of("api"), reopened().states(StateKind.ORDER));
        assertDocument(ANY_BYTES, StateKind.RENEWAL, "shop");
    }

    @Test
    public void aDocumentHasAnyName() {
        List<String> names =
                List.of("../../escaped", ".", "..", ".hidden", "a/b", "a%2fb", "https://ca.test/dir?x", "ünï");
        for (String name : names) {
            store.putState(StateKind.ACCOUNT, name, name.getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(names.stream().sorted().toList(), reopened().states(StateKind.ACCOUNT));
        for (String name : names) {
            assertDocument(name.getBytes(StandardCharsets.UTF_8), StateKind.ACCOUNT, name);
        }
    }

    @Test
    public void readersSeeWholeDocuments() throws Exception {
        byte[] other = new byte[20_000];
        Arrays.fill(other, (byte) 'x');
        store.putState(StateKind.ORDER, "shop", DOCUMENT);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int round = 0; round < THREADS * ROUNDS; round++) {
                store.putState(StateKind.ORDER, "shop", round % 2 == 0 ? other : DOCUMENT);
            }
        });
        CertificateStore reader = reopened();
        do {
            byte[] seen = reader.state(StateKind.ORDER, "shop").orElseThrow();
            assertTrue(Arrays.equals(seen, DOCUMENT) || Arrays.equals(seen, other));
            assertEquals(List.of("shop"), reader.states(StateKind.ORDER));
        } while (!writer.isDone());
        writer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    public void aLockKeepsOthersOutUntilItIsClosed() {
        StoreLock lock = store.lock("shop", Duration.ZERO);
        assertHeldBy(ProcessHandle.current().pid());
        store.lock("api", Duration.ZERO).close();
        // It guards nothing but itself.
        store.putState(StateKind.ORDER, "shop", DOCUMENT);
        lock.close();
        lock.close();
        StoreLock next = reopened().lock("shop", Duration.ZERO);
        // Closing the first once more does not open the second.
        lock.close();
        assertHeldBy(ProcessHandle.current().pid());
        next.close();
        store.lock("shop", Duration.ZERO).close();
    }

    @Test
    public void aLockMayBeClosedByAnotherThread() throws Exception {
        StoreLock lock = store.lock("shop", Duration.ZERO);
        CompletableFuture.runAsync(lock::close).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        store.lock("shop", Duration.ZERO).close();
    }

    @Test
    public void aLockIsWaitedFor() throws Exception {
        StoreLock lock = store.lock("shop", Duration.ZERO);
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> reopened().lock("shop", LIMIT).close());
        lock.close();
        waiting.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    public void oneThreadAtATimeHasTheLock() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger rounds = new AtomicInteger();
        inParallel(thread -> {
            CertificateStore own = reopened();
            for (int round = 0; round < ROUNDS; round++) {
                try (StoreLock lock = own.lock("shop", LIMIT)) {
                    assertEquals(1, inside.incrementAndGet(), lock::toString);
                    rounds.incrementAndGet();
                    inside.decrementAndGet();
                }
            }
        });
        assertEquals(THREADS * ROUNDS, rounds.get());
    }

    @Test
    public void aLockKeepsOtherProcessesOut() throws Exception {
        try (StoreLock lock = store.lock("shop", Duration.ZERO)) {
            assertRefusedToSecondJvm();
            // Trying from another object of this process does not give it up.
            assertThrows(CertificateStoreException.class, () -> reopened().lock("shop", Duration.ZERO));
            assertRefusedToSecondJvm();
            assertFalse(lock.toString().isEmpty());
        }
        try (SecondJvm other = secondJvm(HoldsALockUntilKilled.class)) {
            other.await(HoldsALockUntilKilled.HELD);
        }
    }

    private void assertRefusedToSecondJvm() throws Exception {
        try (SecondJvm other = secondJvm(HoldsALockUntilKilled.class)) {
            other.await(HoldsALockUntilKilled.REFUSED);
        }
    }

    @Test
    public void theLockOfAProcessThatIsKilledIsFree() throws Exception {
        try (SecondJvm holder = secondJvm(HoldsALockUntilKilled.class)) {
            holder.await(HoldsALockUntilKilled.HELD);
            assertHeldBy(holder.pid());
        }
        store.lock("shop", LIMIT).close();
    }

    @Test
    public void waitingForALockEndsWithAnInterrupt() {
        try (StoreLock lock = store.lock("shop", Duration.ZERO)) {
            Thread.currentThread().interrupt();
            assertThrows(CertificateStoreException.class, () -> store.lock("shop", LIMIT));
            assertTrue(Thread.interrupted(), lock::toString);
        }
        store.lock("shop", Duration.ZERO).close();
    }

    private void assertHeldBy(long pid) {
        CertificateStoreException refused =
                assertThrows(CertificateStoreException.class, () -> reopened().lock("shop", Duration.ZERO));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("\"shop\""), message);
        assertTrue(message.contains("pid " + pid), message);
    }

    private void assertDocument(byte[] expected, StateKind kind, String name) {
        for (CertificateStore each : List.of(store, reopened())) {
            assertArrayEquals(expected, each.state(kind, name).orElseThrow());
        }
    }

    static void inParallel(IntConsumer work) throws Exception {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            threads.add(CompletableFuture.runAsync(() -> work.accept(thread)));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
