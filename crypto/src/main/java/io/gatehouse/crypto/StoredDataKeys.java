package io.gatehouse.crypto;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data keys kept in a store, each shared by the secrets of its scope. Two caches: which key encrypts for a scope, and the
 * unwrapped keys by their ids; so a key that encrypts and decrypts is unwrapped once.
 */
final class StoredDataKeys implements DataKeySource {
    static final Logger LOG = LoggerFactory.getLogger(StoredDataKeys.class);
    /** A cipher sets aside this share of a key's uses at once: a restart loses no more. */
    private static final int SHARES = 64;

    private final DataKeyStore store;
    private final DataKeyPolicy policy;
    private final Suite suite;
    private final DataKeyWrapping wrapping;
    private final DataKeySource inline;
    private final RefreshingCache<DataKeyId, SealingKey> opened;
    private final RefreshingCache<DataKeyScope, Active> active;
    private final SecureRandom random = new SecureRandom();

    StoredDataKeys(
            DataKeyStore store,
            DataKeyPolicy policy,
            Suite suite,
            DataKeyWrapping wrapping,
            DataKeySource inline,
            Executor executor) {
        this.store = store;
        this.policy = policy;
        this.suite = suite;
        this.wrapping = wrapping;
        this.inline = inline;
        this.opened = new RefreshingCache<>(policy, executor, this::open, SealingKey::close);
        this.active = new RefreshingCache<>(policy, executor, wrapping::generation, this::activate, unused -> {});
    }

    /** Under which key a scope encrypts, and how much is set aside for that. */
    private record Active(DataKeyId id, UseBudget budget) {}

    @Override
    public EncryptionLease forEncryption(@Nullable Place place, int messageBytes) {
        DataKeyScope scope = policy.scopeOf(place);
        long uses = policy.usesOf(messageBytes);
        long now = policy.clock().millis();
        try {
            return SharedLease.of(opened.get(keyFor(scope, uses, now), now));
        } catch (RefusedDataKeyException e) {
            // Destroyed by another process since it was chosen: choose anew.
            active.remove(scope);
            return SharedLease.of(opened.get(keyFor(scope, uses, now), now));
        }
    }

    private DataKeyId keyFor(DataKeyScope scope, long uses, long now) {
        if (uses > policy.maxMessages()) {
            throw new EncryptionException(
                    "A secret takes " + uses + " uses of a data key, and the policy allows " + policy.maxMessages()
                            + " in all; raise maxBytes",
                    null);
        }
        if (uses > share()) {
            return reserve(scope, uses);
        }
        Active current = active.get(scope, now);
        while (!current.budget().take(uses)) {
            current = active.reload(scope, current);
        }
        if (current.budget().isLow()) {
            active.renew(scope);
        }
        return current.id();
    }

    @Override
    public Lease forDecryption(Envelope envelope) throws NoDataKeyException {
        if (!envelope.recipients().isEmpty()) {
            return inline.forDecryption(envelope);
        }
        try {
            SealingKey key = opened.get(envelope.dataKeyId());
            if (key.suite() != envelope.suite()) {
                throw new NoDataKeyException("it names another suite than its data key has");
            }
            return SharedLease.of(key);
        } catch (RefusedDataKeyException e) {
            throw e.reason();
        }
    }

    /** Uses the key no more, from memory; for one that was destroyed or stopped. */
    void forget(StoredDataKey key) {
        opened.remove(key.id());
        active.remove(key.scope());
    }

    private long share() {
        return Math.max(1, policy.maxMessages() / SHARES);
    }

    private RefreshingCache.Loaded<Active> activate(DataKeyScope scope, @Nullable Active before) {
        Optional<StoredDataKey> stored = store.active(scope).filter(this::isUsable);
        if (before != null
                && !before.budget().isLow()
                && stored.map(StoredDataKey::id).equals(Optional.of(before.id()))) {
            return new RefreshingCache.Loaded<>(before, stored.get().expires().toEpochMilli());
        }
        StoredDataKey reserved = reserveUses(scope, stored, share());
        return new RefreshingCache.Loaded<>(
                new Active(reserved.id(), new UseBudget(share())),
                reserved.expires().toEpochMilli());
    }

    private DataKeyId reserve(DataKeyScope scope, long uses) {
        return reserveUses(scope, store.active(scope).filter(this::isUsable), uses)
                .id();
    }

    /** Sets uses of the stored key aside before any is used, or makes a new key. */
    private StoredDataKey reserveUses(DataKeyScope scope, Optional<StoredDataKey> found, long uses) {
        Optional<StoredDataKey> stored = found;
        while (stored.isPresent() && stored.get().uses() <= policy.maxMessages() - uses) {
            StoredDataKey reserved = stored.get().withUses(stored.get().uses() + uses);
            if (store.replace(reserved)) {
                return reserved;
            }
            stored = store.active(scope).filter(this::isUsable);
        }
        return generate(scope, uses);
    }

    /** Whether to encrypt under this key. One of another suite, or that no current KEK version wrapped, is left to decrypt. */
    private boolean isUsable(StoredDataKey key) {
        if (key.suite() != suite
                || !policy.clock().instant().isBefore(key.expires())
                || !wrapping.opensNow(key.wrapped())) {
            return false;
        }
        try {
            return opened.get(key.id()) != null;
        } catch (RefusedDataKeyException e) {
            LOG.warn(
                    "A new data key is made for the scope {}, since {} does not open: {}",
                    key.scope(),
                    key.id(),
                    e.getMessage());
            return false;
        }
    }

    private StoredDataKey generate(DataKeyScope scope, long uses) {
        byte[] dataKey = new byte[KeyDerivation.KEY_BYTES];
        random.nextBytes(dataKey);
        try {
            SealingKey key = SealingKey.of(suite, dataKey);
            // A store keeps milliseconds.
            Instant now = policy.clock().instant().truncatedTo(ChronoUnit.MILLIS);
            StoredDataKey made = new StoredDataKey(
                    key.id(),
                    suite,
                    scope,
                    wrapping.wrap(dataKey, WrapBinding.stored(suite, key.id(), scope.encoded())),
                    StoredDataKey.State.ACTIVE,
                    now,
                    now.plus(policy.maxAge()),
                    uses,
                    0);
            // Nothing is encrypted under a key that is not stored.
            store.add(made);
            opened.put(key.id(), key, Long.MAX_VALUE);
            LOG.info("Made the data key {} for the scope {}", key.id(), scope);
            return made;
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    private RefreshingCache.Loaded<SealingKey> open(DataKeyId id, @Nullable SealingKey before) {
        try {
            StoredDataKey stored = store.find(id)
                    .orElseThrow(
                            () -> new NoDataKeyException(
                                    "its data key is not in the store; is it the right store, or was it restored from an old backup?"));
            if (stored.state() == StoredDataKey.State.DESTROYED) {
                throw new NoDataKeyException("its data key was destroyed, and all that it encrypted with it");
            }
            byte[] dataKey = wrapping.unwrap(id, stored.wrapped(), binding(stored));
            try {
                return new RefreshingCache.Loaded<>(SealingKey.of(stored.suite(), dataKey), Long.MAX_VALUE);
            } finally {
                Arrays.fill(dataKey, (byte) 0);
            }
        } catch (NoDataKeyException e) {
            throw new RefusedDataKeyException(e);
        }
    }

    /** What the copies of a stored data key are bound to. */
    static byte[] binding(StoredDataKey key) {
        return WrapBinding.stored(key.suite(), key.id(), key.scope().encoded());
    }
}
