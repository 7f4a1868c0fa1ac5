package io.gatehouse.crypto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The upkeep of the data keys in a cipher's store: rewrap, retire, destroy. None of it touches an envelope.
 *
 * <p>Every method throws {@link DataKeyStoreException} if the store does not answer; what was done until then stands, and
 * the call may be repeated. Safe for use by several threads, and by several processes at once.
 */
public final class DataKeys {
    private static final int PAGE = 500;

    private final DataKeyStore store;
    private final DataKeyWrapping wrapping;
    private final StoredDataKeys cached;

    DataKeys(DataKeyStore store, DataKeyWrapping wrapping, StoredDataKeys cached) {
        this.store = store;
        this.wrapping = wrapping;
        this.cached = cached;
    }

    /**
     * What a rewrap did.
     *
     * @param rewrapped how many data keys were wrapped anew
     * @param current how many needed nothing
     * @param failed those that could not be unwrapped, or not be wrapped by every key, and are as they were
     */
    public record RewrapReport(long rewrapped, long current, List<DataKeyId> failed) {
        /** Copies the list. */
        public RewrapReport {
            failed = List.copyOf(failed);
        }
    }

    /**
     * Wraps every data key by the primary key-encryption key and those that {@linkplain
     * EnvelopeCipher.Builder#alsoEncryptsTo encrypt beside it}, by their newest versions, and by no other: one unwrap for
     * each data key that is not current, one wrap by each key, and no envelope is written. Where a key does not answer,
     * the data key stays as it is and the run goes on.
     */
    public RewrapReport rewrap() {
        long rewrapped = 0;
        long current = 0;
        List<DataKeyId> failed = new ArrayList<>();
        ToLongFunction<KeyEncryptionKey> newest = wrapping.newestVersions();
        List<StoredDataKey> page = store.list(null, PAGE);
        while (!page.isEmpty()) {
            for (StoredDataKey key : page) {
                switch (rewrap(key, newest)) {
                    case REWRAPPED -> rewrapped++;
                    case CURRENT -> current++;
                    case FAILED -> failed.add(key.id());
                }
            }
            page = store.list(page.get(page.size() - 1).id(), PAGE);
        }
        return new RewrapReport(rewrapped, current, failed);
    }

    /** The data keys that a key-encryption key wraps a copy of. */
    public List<DataKeyId> wrappedBy(KekId kek) {
        List<DataKeyId> found = new ArrayList<>();
        List<StoredDataKey> page = store.list(null, PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(key ->
                            key.wrapped().stream().anyMatch(copy -> copy.kek().equals(kek)))
                    .map(StoredDataKey::id)
                    .forEach(found::add);
            page = store.list(page.get(page.size() - 1).id(), PAGE);
        }
        return found;
    }

    /**
     * Whether nothing in the store is wrapped by a key-encryption key, so that this store does not need it any more.
     * Envelopes that carry their data keys, and backups, are not looked at; a process that still encrypts under that key
     * adds to the store after this was asked.
     */
    public boolean retirable(KekId kek) {
        return wrappedBy(kek).isEmpty();
    }

    /**
     * Encrypts no more under a data key, and still decrypts. Other processes follow when their cache time is over.
     *
     * @return whether there is such a key, not destroyed
     */
    public boolean stopEncrypting(DataKeyId id) {
        return change(id, StoredDataKey::decryptOnly);
    }

    /**
     * Destroys a data key (crypto-shredding): its wrapped copies are deleted, and every secret under it is unreadable from
     * now on in this cipher, and in other processes when their cache time is over. It cannot be undone. What it does not
     * reach: backups of the store, from which the copies can be brought back for as long as the key-encryption keys are
     * there, and what a database keeps of deleted values in its files.
     *
     * @return whether there was such a key, not destroyed before
     */
    public boolean destroy(DataKeyId id) {
        return change(id, StoredDataKey::destroyed);
    }

    /**
     * {@linkplain #destroy(DataKeyId) Destroys} all data keys of exactly this scope. Stop writing secrets of the scope
     * first: whoever writes one later makes a new key.
     *
     * @return the keys that were destroyed
     */
    public List<DataKeyId> destroyAll(DataKeyScope scope) {
        return store.list(scope).stream()
                .map(StoredDataKey::id)
                .filter(this::destroy)
                .toList();
    }

    private enum Outcome {
        REWRAPPED,
        CURRENT,
        FAILED
    }

    private Outcome rewrap(StoredDataKey found, ToLongFunction<KeyEncryptionKey> newest) {
        @Nullable StoredDataKey key = found;
        while (key != null && key.state() != StoredDataKey.State.DESTROYED) {
            List<WrappedDataKey> copies;
            try {
                if (wrapping.isCurrent(key.wrapped(), newest)) {
                    return Outcome.CURRENT;
                }
                copies = rewrapped(key);
            } catch (NoDataKeyException | KeyUnavailableException e) {
                StoredDataKeys.LOG.warn("The data key {} was not rewrapped: {}", key.id(), e.getMessage());
                return Outcome.FAILED;
            }
            if (store.replace(key.withWrapped(copies))) {
                return Outcome.REWRAPPED;
            }
            key = store.find(key.id()).orElse(null);
        }
        return Outcome.CURRENT;
    }

    private List<WrappedDataKey> rewrapped(StoredDataKey key) throws NoDataKeyException {
        byte[] binding = StoredDataKeys.binding(key);
        byte[] dataKey = wrapping.unwrap(key.id(), key.wrapped(), binding);
        try {
            return wrapping.wrapByAll(dataKey, binding);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    private boolean change(DataKeyId id, UnaryOperator<StoredDataKey> change) {
        @Nullable StoredDataKey key = store.find(id).orElse(null);
        while (key != null && key.state() != StoredDataKey.State.DESTROYED) {
            if (store.replace(change.apply(key))) {
                cached.forget(key);
                return true;
            }
            key = store.find(id).orElse(null);
        }
        return false;
    }
}
