package io.gatehouse.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A fresh data key for each envelope, carried inside of it. Reads whatever travels inside, shared or not. */
final class InlineDataKeys implements DataKeySource {
    private final KeyRing keys;
    private final Suite suite;
    private final SecureRandom random = new SecureRandom();

    InlineDataKeys(KeyRing keys, Suite suite) {
        this.keys = keys;
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
        boolean keyIsKnown = false;
        KeyUnavailableException unavailable = null;
        for (Recipient recipient : envelope.recipients()) {
            Optional<KeyEncryptionKey> kek = recipient.kekId().flatMap(keys::find);
            if (kek.isEmpty()) {
                continue;
            }
            keyIsKnown = true;
            try {
                byte[] dataKey = kek.get()
                        .unwrap(recipient.wrappedKey(), envelope.wrapBinding())
                        .orElse(null);
                if (dataKey != null && isNamed(envelope, dataKey)) {
                    return dataKey;
                }
            } catch (KeyUnavailableException e) {
                // Another recipient may do; this one is reported only if none does.
                unavailable = e;
            }
        }
        if (unavailable != null) {
            throw unavailable;
        }
        throw new NoDataKeyException(
                keyIsKnown
                        ? "its header or its wrapped key was altered"
                        : "none of the keys it needs is known; pass the missing one to alsoDecryptsWith");
    }

    /** The recipient for the primary key-encryption key. */
    Recipient wrap(byte[] dataKey, byte[] binding) {
        KeyEncryptionKey primary = keys.primary();
        return Recipient.wrapped(primary.id(), primary.wrap(dataKey, binding));
    }

    /** Whether these bytes are the key that the envelope names; if not, they are wiped. */
    private static boolean isNamed(Envelope envelope, byte[] dataKey) {
        if (dataKey.length == KeyDerivation.KEY_BYTES
                && SealingKey.idOf(dataKey).equals(envelope.dataKeyId())) {
            return true;
        }
        Arrays.fill(dataKey, (byte) 0);
        return false;
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
            return RecipientBlock.encode(List.of(wrap(dataKey, bound)));
        }

        @Override
        public void close() {
            Arrays.fill(dataKey, (byte) 0);
            key.close();
        }
    }
}
