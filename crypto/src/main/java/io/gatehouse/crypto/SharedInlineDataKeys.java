package io.gatehouse.crypto;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Data keys that travel inside their envelopes and are shared by the secrets of a scope, so that a key-encryption key in
 * another system is called once for many. The wrapped copies are the same in all envelopes under one data key.
 */
final class SharedInlineDataKeys implements DataKeySource {
    private final DataKeyPolicy policy;
    private final Suite suite;
    private final DataKeyWrapping wrapping;
    private final DataKeySource inline;
    private final RefreshingCache<DataKeyScope, Active> active;
    private final RefreshingCache<Carried, SealingKey> opened;
    private final SecureRandom random = new SecureRandom();

    SharedInlineDataKeys(
            DataKeyPolicy policy, Suite suite, DataKeyWrapping wrapping, DataKeySource inline, Executor executor) {
        this.policy = policy;
        this.suite = suite;
        this.wrapping = wrapping;
        this.inline = inline;
        this.active = new RefreshingCache<>(
                policy,
                executor,
                wrapping::generation,
                this::activate,
                old -> old.lease().key().close());
        this.opened = new RefreshingCache<>(policy, executor, this::open, SealingKey::close);
    }

    /** The key that encrypts for a scope, and how much more. */
    private record Active(SharedLease lease, List<WrappedDataKey> copies, long expires, UseBudget budget) {}

    /** A data key as envelopes carry it; they all carry the same, so the id alone tells them apart. */
    private record Carried(DataKeyId id, Suite suite, List<WrappedDataKey> copies) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Carried that && id.equals(that.id);
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }

        @Override
        public String toString() {
            return "data key " + id;
        }
    }

    @Override
    public EncryptionLease forEncryption(@Nullable Place place, int messageBytes) {
        long uses = policy.usesOf(messageBytes);
        if (uses > policy.maxMessages()) {
            throw new EncryptionException(
                    "A secret takes " + uses + " uses of a data key, and the policy allows " + policy.maxMessages()
                            + " in all; raise maxBytes",
                    null);
        }
        DataKeyScope scope = policy.scopeOf(place);
        Active current = active.get(scope);
        while (!current.budget().take(uses)) {
            current = active.reload(scope, current);
        }
        if (current.budget().isLow()) {
            active.renew(scope);
        }
        return current.lease();
    }

    @Override
    public Lease forDecryption(Envelope envelope) throws NoDataKeyException {
        if (!envelope.isShared() || envelope.recipients().isEmpty()) {
            return inline.forDecryption(envelope);
        }
        try {
            SealingKey key =
                    opened.get(new Carried(envelope.dataKeyId(), envelope.suite(), InlineDataKeys.copies(envelope)));
            if (key.suite() != envelope.suite()) {
                throw new NoDataKeyException("it names another suite than others under its data key");
            }
            return SharedLease.of(key);
        } catch (RefusedDataKeyException e) {
            throw e.reason();
        }
    }

    private RefreshingCache.Loaded<Active> activate(DataKeyScope scope, @Nullable Active before) {
        if (before != null
                && !before.budget().isLow()
                && policy.clock().millis() < before.expires() - renewalTime().toMillis()
                && wrapping.isCurrent(before.copies())) {
            return new RefreshingCache.Loaded<>(before, before.expires());
        }
        byte[] dataKey = new byte[KeyDerivation.KEY_BYTES];
        random.nextBytes(dataKey);
        try {
            SealingKey key = SealingKey.of(suite, dataKey);
            List<WrappedDataKey> copies = wrapping.wrap(dataKey, WrapBinding.shared(suite, key.id()));
            opened.put(new Carried(key.id(), suite, copies), SealingKey.of(suite, dataKey), Long.MAX_VALUE);
            long expires = policy.clock().instant().plus(policy.maxAge()).toEpochMilli();
            SharedLease lease = SharedLease.of(key, encoded(copies));
            Active made = new Active(lease, copies, expires, new UseBudget(policy.maxMessages()));
            return new RefreshingCache.Loaded<>(made, expires);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** How long before its age is up a key is replaced, where it is in use. */
    private Duration renewalTime() {
        Duration age = policy.maxAge();
        return (age.compareTo(policy.cacheTime()) < 0 ? age : policy.cacheTime()).dividedBy(5);
    }

    private static byte[] encoded(List<WrappedDataKey> copies) {
        return RecipientBlock.encode(copies.stream()
                .map(copy -> Recipient.wrapped(copy.kek(), copy.bytes()))
                .toList());
    }

    private RefreshingCache.Loaded<SealingKey> open(Carried carried, @Nullable SealingKey before) {
        try {
            byte[] dataKey =
                    wrapping.unwrap(carried.id(), carried.copies(), WrapBinding.shared(carried.suite(), carried.id()));
            try {
                return new RefreshingCache.Loaded<>(SealingKey.of(carried.suite(), dataKey), Long.MAX_VALUE);
            } finally {
                Arrays.fill(dataKey, (byte) 0);
            }
        } catch (NoDataKeyException e) {
            throw new RefusedDataKeyException(e);
        }
    }
}
