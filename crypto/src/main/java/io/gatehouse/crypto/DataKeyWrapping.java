package io.gatehouse.crypto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wraps data keys by every key-encryption key that is to open them, and unwraps them by any. */
final class DataKeyWrapping {
    private static final Logger LOG = LoggerFactory.getLogger(DataKeyWrapping.class);

    private final KeyRing keys;

    DataKeyWrapping(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * One copy for each key-encryption key that encrypts and answers now. What is missing is logged, and is added when the
     * data key is rewrapped.
     *
     * @throws KeyUnavailableException if none of them answers
     */
    List<WrappedDataKey> wrap(byte[] dataKey, byte[] binding) {
        List<WrappedDataKey> copies = new ArrayList<>();
        KeyUnavailableException unavailable = null;
        for (KeyEncryptionKey kek : keys.encrypting()) {
            try {
                copies.add(wrap(kek, dataKey, binding));
            } catch (KeyUnavailableException e) {
                unavailable = e;
            }
        }
        if (unavailable != null) {
            if (copies.isEmpty()) {
                throw unavailable;
            }
            LOG.warn(
                    "A data key was wrapped by {} alone; rewrap it when the others are back. {}",
                    copies.stream().map(WrappedDataKey::kek).toList(),
                    unavailable.getMessage());
        }
        return copies;
    }

    /**
     * One copy for each key-encryption key that encrypts.
     *
     * @throws KeyUnavailableException if one of them does not answer
     */
    List<WrappedDataKey> wrapByAll(byte[] dataKey, byte[] binding) {
        return keys.encrypting().stream()
                .map(kek -> wrap(kek, dataKey, binding))
                .toList();
    }

    private static WrappedDataKey wrap(KeyEncryptionKey kek, byte[] dataKey, byte[] binding) {
        byte[] wrapped = kek.wrap(dataKey, binding);
        return WrappedDataKey.of(kek.id(), kek.versionOf(wrapped), wrapped);
    }

    /**
     * The data key of which these are copies; the caller wipes it.
     *
     * @throws NoDataKeyException if no known key unwraps one of them to the data key of this id
     * @throws KeyUnavailableException if those that could do not answer
     */
    byte[] unwrap(DataKeyId id, List<WrappedDataKey> copies, byte[] binding) throws NoDataKeyException {
        boolean known = false;
        KeyUnavailableException unavailable = null;
        for (WrappedDataKey copy : copies) {
            Optional<KeyEncryptionKey> kek = keys.find(copy.kek());
            known |= kek.isPresent();
            try {
                byte[] dataKey =
                        kek.flatMap(key -> key.unwrap(copy.bytes(), binding)).orElse(null);
                if (dataKey != null && isNamed(id, dataKey)) {
                    return dataKey;
                }
            } catch (KeyUnavailableException e) {
                // Another copy may do; this is reported only if none does.
                unavailable = e;
            }
        }
        if (unavailable != null) {
            throw unavailable;
        }
        throw new NoDataKeyException(
                known
                        ? "its header or its wrapped key was altered, or its KEK answers with another key"
                        : "none of the keys it needs, KEK "
                                + copies.stream().map(WrappedDataKey::kek).toList()
                                + ", is known; pass the missing one to alsoDecryptsWith");
    }

    /** Whether these are the keys that encrypt, and there are so many in all. */
    boolean namesAll(List<KekId> ids, int count) {
        return count == keys.encrypting().size()
                && keys.encrypting().stream().map(KeyEncryptionKey::id).allMatch(ids::contains);
    }

    /** Whether the copies are those that {@link #wrap} would make now, as far as versions tell. */
    boolean isCurrent(List<WrappedDataKey> copies) {
        return copies.size() == keys.encrypting().size()
                && opensNow(copies)
                && copies.stream().allMatch(this::isCurrent);
    }

    /** Whether some key that encrypts has a copy of its newest version: none is missing but for an outage. */
    boolean opensNow(List<WrappedDataKey> copies) {
        return copies.stream().anyMatch(this::isCurrent);
    }

    private boolean isCurrent(WrappedDataKey copy) {
        return keys.encrypting().stream()
                .filter(kek -> kek.id().equals(copy.kek()))
                .anyMatch(kek -> copy.kekVersion() >= versionOf(kek, copy.kekVersion()));
    }

    private static long versionOf(KeyEncryptionKey kek, long unlessKnown) {
        try {
            return kek.version();
        } catch (KeyUnavailableException e) {
            return unlessKnown;
        }
    }

    /** Whether these bytes are the key of this id; if not, they are wiped. */
    private static boolean isNamed(DataKeyId id, byte[] dataKey) {
        if (dataKey.length == KeyDerivation.KEY_BYTES
                && SealingKey.idOf(dataKey).equals(id)) {
            return true;
        }
        Arrays.fill(dataKey, (byte) 0);
        return false;
    }
}
