package io.gatehouse.crypto.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.crypto.DataKeyId;
import io.gatehouse.crypto.DataKeyScope;
import io.gatehouse.crypto.DataKeyStore;
import io.gatehouse.crypto.DataKeyStoreException;
import io.gatehouse.crypto.KekId;
import io.gatehouse.crypto.StoredDataKey;
import io.gatehouse.crypto.StoredDataKey.State;
import io.gatehouse.crypto.Suite;
import io.gatehouse.crypto.WrappedDataKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DataKeyStore} must do. Extend it, say how to open an empty store, and run it as a JUnit 5 test class.
 */
public abstract class DataKeyStoreContract {
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final DataKeyScope ACME = DataKeyScope.ofTenant("acme");
    private static final KekId KEK = new KekId("01020304");
    private static final int THREADS = 4;
    private static final int ROUNDS = 50;

    private DataKeyStore store;

    /** Opens a store with nothing in it. */
    protected abstract DataKeyStore emptyStore();

    /** Opens the store that {@link #emptyStore} made last once more, as another process would. */
    protected abstract DataKeyStore sameStore();

    /** For JUnit and for subclasses. */
    protected DataKeyStoreContract() {}

    @BeforeEach
    public final void openStore() {
        store = emptyStore();
    }

    @Test
    public void anEmptyStoreHasNothing() {
        assertEquals(Optional.empty(), store.find(id(1)));
        assertEquals(Optional.empty(), store.active(ACME));
        assertEquals(List.of(), store.list(null, 10));
        assertEquals(List.of(), store.list(ACME));
        assertFalse(store.replace(key(1, ACME).decryptOnly()));
    }

    @Test
    public void whatWasAddedIsThereForAll() {
        DataKeyScope narrow = new DataKeyScope("Ünïcode/&='\"\\ tenant", "table", null, "row;--");
        WrappedDataKey long_ = WrappedDataKey.of(new KekId("fefefefe"), Long.MAX_VALUE, new byte[1000]);
        StoredDataKey key = key(1, narrow)
                .withWrapped(List.of(WrappedDataKey.of(KEK, 3, new byte[] {1}), long_))
                .withUses(Long.MAX_VALUE);
        store.add(key);
        assertEquals(Optional.of(key), store.find(id(1)));
        assertEquals(Optional.of(key), sameStore().find(id(1)));
        assertEquals(Optional.of(key), sameStore().active(narrow));
    }

    @Test
    public void aKeyIsAddedOnce() {
        store.add(key(1, ACME));
        StoredDataKey other = key(1, DataKeyScope.ALL);
        assertThrows(DataKeyStoreException.class, () -> store.add(other));
        assertEquals(Optional.of(key(1, ACME)), store.find(id(1)));
    }

    @Test
    public void theNewestActiveKeyOfExactlyTheScopeEncrypts() {
        store.add(key(1, ACME, 5));
        store.add(key(9, ACME, 2));
        store.add(key(2, new DataKeyScope("acme", "table", null, null), 7));
        store.add(key(3, DataKeyScope.ofTenant("ACME"), 8));
        store.add(key(4, DataKeyScope.ALL, 9));
        assertEquals(Optional.of(id(1)), store.active(ACME).map(StoredDataKey::id));
        assertEquals(Optional.of(id(4)), store.active(DataKeyScope.ALL).map(StoredDataKey::id));
        assertTrue(store.replace(key(1, ACME, 5).decryptOnly()));
        assertEquals(Optional.of(id(9)), store.active(ACME).map(StoredDataKey::id));
    }

    @Test
    public void ofKeysMadeAtOnceTheGreatestIdEncrypts() {
        store.add(key(7, ACME));
        store.add(key(0x80_00_00_00_00_00_00_01L, ACME));
        store.add(key(8, ACME));
        assertEquals(
                Optional.of(id(0x80_00_00_00_00_00_00_01L)), store.active(ACME).map(StoredDataKey::id));
    }

    @Test
    public void aReplacementCountsRevisions() {
        store.add(key(1, ACME));
        List<WrappedDataKey> wrapped = List.of(WrappedDataKey.of(new KekId("0a0b0c0d"), 7, new byte[] {9, 9}));
        assertTrue(store.replace(key(1, ACME).withWrapped(wrapped).withUses(12)));
        StoredDataKey stored = sameStore().find(id(1)).orElseThrow();
        assertEquals(key(1, ACME).withWrapped(wrapped).withUses(12).nextRevision(), stored);
        assertEquals(1, stored.revision());
    }

    @Test
    public void aReplacementOfWhatWasReplacedMeanwhileIsRefused() {
        StoredDataKey read = key(1, ACME);
        store.add(read);
        assertTrue(sameStore().replace(read.withUses(5)));
        assertFalse(store.replace(read.decryptOnly()));
        assertEquals(State.ACTIVE, store.find(id(1)).orElseThrow().state());
        assertEquals(5, store.find(id(1)).orElseThrow().uses());
    }

    @Test
    public void aDestroyedKeyStaysDestroyed() {
        store.add(key(1, ACME));
        assertTrue(store.replace(key(1, ACME).destroyed()));
        StoredDataKey destroyed = sameStore().find(id(1)).orElseThrow();
        assertEquals(State.DESTROYED, destroyed.state());
        assertEquals(List.of(), destroyed.wrapped());
        assertEquals(Optional.empty(), store.active(ACME));
        assertFalse(store.replace(key(1, ACME).nextRevision()));
        assertEquals(Optional.of(destroyed), store.find(id(1)));
    }

    @Test
    public void theListIsInOrderAndWholePageByPage() {
        List<Long> ids = List.of(1L, 2L, 10L, 0x7fffffffffffffffL, 0x8000000000000000L, 0xffffffffffffffffL);
        for (int i : new int[] {4, 0, 5, 2, 1, 3}) {
            store.add(key(ids.get(i), i % 2 == 0 ? ACME : DataKeyScope.ALL));
        }
        assertTrue(store.replace(key(10, ACME).destroyed()));
        List<DataKeyId> listed = new ArrayList<>();
        List<StoredDataKey> page = store.list(null, 4);
        while (!page.isEmpty()) {
            assertTrue(page.size() <= 4);
            page.forEach(key -> listed.add(key.id()));
            page = store.list(listed.get(listed.size() - 1), 4);
        }
        assertEquals(ids.stream().map(DataKeyId::new).toList(), listed);
        assertEquals(
                Stream.of(ids.get(0), ids.get(2), ids.get(4))
                        .map(DataKeyId::new)
                        .toList(),
                store.list(ACME).stream().map(StoredDataKey::id).toList());
    }

    @Test
    public void noReplacementOfSeveralThreadsIsLost() throws Exception {
        store.add(key(1, ACME));
        List<CompletableFuture<Void>> all = IntStream.range(0, THREADS)
                .mapToObj(thread -> CompletableFuture.runAsync(this::countUp))
                .toList();
        for (CompletableFuture<Void> one : all) {
            one.get(2, TimeUnit.MINUTES);
        }
        assertEquals(THREADS * ROUNDS, store.find(id(1)).orElseThrow().uses());
        assertEquals(THREADS * ROUNDS, store.find(id(1)).orElseThrow().revision());
    }

    private void countUp() {
        DataKeyStore mine = sameStore();
        for (int round = 0; round < ROUNDS; round++) {
            StoredDataKey read = mine.find(id(1)).orElseThrow();
            while (!mine.replace(read.withUses(read.uses() + 1))) {
                read = mine.find(id(1)).orElseThrow();
            }
        }
    }

    private static DataKeyId id(long value) {
        return new DataKeyId(value);
    }

    private static StoredDataKey key(long id, DataKeyScope scope) {
        return key(id, scope, 0);
    }

    private static StoredDataKey key(long id, DataKeyScope scope, int age) {
        Instant created = CREATED.plusSeconds(age);
        return new StoredDataKey(
                id(id),
                Suite.XAES_256_GCM,
                scope,
                List.of(WrappedDataKey.of(KEK, 0, new byte[40])),
                State.ACTIVE,
                created,
                created.plus(Duration.ofDays(30)),
                0,
                0);
    }
}
