package io.gatehouse.crypto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source of one shared data key that is kept in a store, for tests. */
final class FixedDataKey implements DataKeySource {
    private final SealingKey key;

    private FixedDataKey(SealingKey key) {
        this.key = key;
    }

    static EnvelopeSealer sealer(Suite suite, byte[] dataKey, Padding padding) {
        return new EnvelopeSealer(
                new FixedDataKey(SealingKey.of(suite, dataKey)),
                KeyRing.of(TestKeys.KEK, List.of(), List.of()),
                padding);
    }

    @Override
    public EncryptionLease forEncryption(@Nullable Place place, int messageBytes) {
        return new EncryptionLease() {
            @Override
            public SealingKey key() {
                return key;
            }

            @Override
            public boolean isShared() {
                return true;
            }

            @Override
            public byte[] recipients(byte[] bound) {
                return new byte[0];
            }
        };
    }

    @Override
    public Lease forDecryption(Envelope envelope) throws NoDataKeyException {
        if (!key.id().equals(envelope.dataKeyId())) {
            throw new NoDataKeyException("its data key is unknown");
        }
        return () -> key;
    }
}
