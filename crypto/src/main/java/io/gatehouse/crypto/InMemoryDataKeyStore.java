package io.gatehouse.crypto;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Keys in a sorted map; {@code compute} is what makes a replacement atomic. */
final class InMemoryDataKeyStore implements DataKeyStore {
    private static final Comparator<StoredDataKey> BY_AGE =
            Comparator.comparing(StoredDataKey::created).thenComparing(StoredDataKey::id);

    private final ConcurrentSkipListMap<DataKeyId, StoredDataKey> keys = new ConcurrentSkipListMap<>();

    @Override
    public Optional<StoredDataKey> find(DataKeyId id) {
        return Optional.ofNullable(keys.get(id));
    }

    @Override
    public Optional<StoredDataKey> active(DataKeyScope scope) {
        return keys.values().stream()
                .filter(key -> key.scope().equals(scope) && key.state() == StoredDataKey.State.ACTIVE)
                .max(BY_AGE);
    }

    @Override
    public void add(StoredDataKey key) {
        if (keys.putIfAbsent(key.id(), key) != null) {
            throw new DataKeyStoreException("There is a data key " + key.id() + " in this store already", null);
        }
    }

    @Override
    public boolean replace(StoredDataKey changed) {
        StoredDataKey next = changed.nextRevision();
        StoredDataKey stored =
                keys.computeIfPresent(changed.id(), (id, before) -> mayReplace(before, changed) ? next : before);
        // By identity: two writers may want the same, and only one of them did it.
        return isSame(stored, next);
    }

    @Override
    public List<StoredDataKey> list(@Nullable DataKeyId after, int limit) {
        return (after == null ? keys : keys.tailMap(after, false))
                .values().stream().limit(limit).toList();
    }

    @Override
    public List<StoredDataKey> list(DataKeyScope scope) {
        return keys.values().stream().filter(key -> key.scope().equals(scope)).toList();
    }

    private static boolean mayReplace(StoredDataKey before, StoredDataKey changed) {
        return before.revision() == changed.revision() && before.state() != StoredDataKey.State.DESTROYED;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(@Nullable StoredDataKey left, StoredDataKey right) {
        return left == right;
    }
}
