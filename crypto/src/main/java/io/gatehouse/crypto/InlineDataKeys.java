package io.gatehouse.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fresh data key for each envelope, carried inside of it. Reads whatever travels inside, shared or not. */
final class InlineDataKeys implements DataKeySource {
    private final DataKeyWrapping wrapping;
    private final Suite suite;
    private final SecureRandom random = new SecureRandom();

    InlineDataKeys(DataKeyWrapping wrapping, Suite suite) {
        this.wrapping = wrapping;
        this.suite = suite;
    }

    @Override
    public EncryptionLease forEncryption(@Nullable Place place, int messageBytes) {
        byte[] dataKey = new byte[KeyDerivation.KEY_BYTES];
        random.nextBytes(dataKey);
        return new Fresh(dataKey, SealingKey.forOneMessage(suite, dataKey));
    }

    @Override
    public Lease forDecryption(Envelope envelope) throws NoDataKeyException {
        byte[] dataKey = unwrap(envelope);
        try {
            SealingKey key = SealingKey.forOneMessage(envelope.suite(), dataKey);
            return new Unwrapped(key);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** The data key that travels inside of an envelope. The caller wipes it. */
    byte[] unwrap(Envelope envelope) throws NoDataKeyException {
        if (envelope.recipients().isEmpty()) {
            throw new NoDataKeyException(
                    "its data key is kept in a data-key store, and this cipher was built without one");
        }
        return wrapping.unwrap(envelope.dataKeyId(), copies(envelope), envelope.wrapBinding());
    }

    /** The wrapped copies of kinds that are known. An envelope does not say by which version of its KEK each was made. */
    static List<WrappedDataKey> copies(Envelope envelope) {
        return envelope.recipients().stream()
                .flatMap(recipient -> recipient
                        .kekId()
                        .filter(kek -> recipient.wrappedKey().length > 0)
                        .map(kek -> WrappedDataKey.of(kek, 0, recipient.wrappedKey()))
                        .stream())
                .toList();
    }

    /** The recipients for all key-encryption keys that encrypt. */
    List<Recipient> wrapByAll(byte[] dataKey, byte[] binding) {
        return recipients(wrapping.wrapByAll(dataKey, binding));
    }

    private static List<Recipient> recipients(List<WrappedDataKey> copies) {
        return copies.stream()
                .map(copy -> Recipient.wrapped(copy.kek(), copy.bytes()))
                .toList();
    }

    private record Unwrapped(SealingKey key) implements Lease {
        @Override
        public void close() {
            key.close();
        }
    }

    private final class Fresh implements EncryptionLease {
        private final byte[] dataKey;
        private final SealingKey key;

        Fresh(byte[] dataKey, SealingKey key) {
            this.dataKey = dataKey;
            this.key = key;
        }

        @Override
        public SealingKey key() {
            return key;
        }

        @Override
        public boolean isShared() {
            return false;
        }

        @Override
        public byte[] recipients(byte[] bound) {
            return RecipientBlock.encode(InlineDataKeys.recipients(wrapping.wrap(dataKey, bound)));
        }

        @Override
        public void close() {
            Arrays.fill(dataKey, (byte) 0);
            key.close();
        }
    }
}
