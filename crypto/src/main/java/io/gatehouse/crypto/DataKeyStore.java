package io.gatehouse.crypto;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where wrapped data keys are kept when envelopes do not carry them. Losing an entry loses every secret under it: back the
 * store up with the secrets themselves.
 *
 * <p>A store knows nothing of cryptography; it keeps entries and replaces them atomically. Implementations are safe for use
 * by several threads, and several processes may share one. What {@link #add} or {@link #replace} returned from is durable
 * and seen by every later call of any process. Each must pass {@code DataKeyStoreContract}, from this module's tests jar.
 *
 * <p>Every method throws {@link DataKeyStoreException} if the store does not answer; the call may be repeated later. After
 * such a failure of {@code add} or {@code replace} the change was made or not.
 */
public interface DataKeyStore {
    /** A store in memory: for tests, and lost with the process. */
    static DataKeyStore inMemory() {
        return new InMemoryDataKeyStore();
    }

    /** The key with this id, whatever its state. */
    Optional<StoredDataKey> find(DataKeyId id);

    /**
     * The key to encrypt under: of those of the scope that are {@link StoredDataKey.State#ACTIVE ACTIVE} the one that was
     * created last, and of several the one with the greatest id. The store has no clock: a key that expired counts.
     */
    Optional<StoredDataKey> active(DataKeyScope scope);

    /**
     * Adds a key.
     *
     * @param key a key of revision 0
     * @throws DataKeyStoreException if there is one with its id, which stays as it is
     */
    void add(StoredDataKey key);

    /**
     * Replaces the entry of a key, if nobody else did since it was read: compare-and-set on the revision, which then is one
     * more. A destroyed key is never replaced.
     *
     * @param changed the changed entry, with the revision that was read
     * @return whether it was replaced; {@code false} if there is no such key, it was destroyed, or has another revision
     */
    boolean replace(StoredDataKey changed);

    /**
     * The keys in ascending order of their ids, in all states, one page at a time.
     *
     * @param after the last id of the page before, or {@code null} for the first page
     * @param limit how many at most, from 1
     * @return empty when there are no more
     */
    List<StoredDataKey> list(@Nullable DataKeyId after, int limit);

    /**
     * The keys of one scope, in all states, in ascending order of their ids.
     *
     * @param scope exactly this scope, not the narrower ones inside it
     */
    List<StoredDataKey> list(DataKeyScope scope);
}
