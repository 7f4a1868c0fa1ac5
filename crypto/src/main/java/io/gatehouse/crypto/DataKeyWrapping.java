package io.gatehouse.crypto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wraps data keys by every key-encryption key that is to open them, and unwraps them by any. */
final class DataKeyWrapping {
    private static final Logger LOG = LoggerFactory.getLogger(DataKeyWrapping.class);

    private final KeyRing keys;
    private final SeenVersions seen = new SeenVersions();

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

    private WrappedDataKey wrap(KeyEncryptionKey kek, byte[] dataKey, byte[] binding) {
        byte[] wrapped = kek.wrap(dataKey, binding);
        WrappedDataKey copy = WrappedDataKey.of(kek.id(), kek.versionOf(wrapped), wrapped);
        seen.saw(kek.id(), copy.kekVersion());
        return copy;
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

    /**
     * The newest version of each key, asked for when it is first needed and not again: for a run over many data keys. It
     * throws {@link KeyUnavailableException} if the key does not say.
     */
    ToLongFunction<KeyEncryptionKey> newestVersions() {
        Map<KekId, Long> known = new ConcurrentHashMap<>();
        return kek -> known.computeIfAbsent(kek.id(), id -> ask(kek));
    }

    /** Whether the copies are those that {@link #wrapByAll} would make now, and no others. */
    boolean isCurrent(List<WrappedDataKey> copies, ToLongFunction<KeyEncryptionKey> newest) {
        return copies.size() == keys.encrypting().size()
                && keys.encrypting().stream().allMatch(kek -> hasCurrent(copies, kek, newest));
    }

    /** {@link #isCurrent(List, ToLongFunction)} for the copies in an envelope. */
    boolean isCurrent(Envelope envelope, ToLongFunction<KeyEncryptionKey> newest) {
        List<WrappedDataKey> copies = InlineDataKeys.copies(envelope).stream()
                .map(copy -> WrappedDataKey.of(copy.kek(), versionOf(copy), copy.bytes()))
                .toList();
        return copies.size() == envelope.recipients().size() && isCurrent(copies, newest);
    }

    private long versionOf(WrappedDataKey copy) {
        return keys.find(copy.kek()).map(kek -> kek.versionOf(copy.bytes())).orElse(0L);
    }

    /** {@link #isCurrent(List, ToLongFunction)} by the newest versions that were seen, where a key does not answer. */
    boolean isCurrent(List<WrappedDataKey> copies) {
        return isCurrent(copies, this::newestSeen);
    }

    /** Whether some key that encrypts has a copy of its newest version: none is missing but for an outage. */
    boolean opensNow(List<WrappedDataKey> copies) {
        return keys.encrypting().stream().anyMatch(kek -> hasCurrent(copies, kek, this::newestSeen));
    }

    /** Rises when a key shows a newer version than before: data keys chosen to encrypt until then may be of an older one. */
    long generation() {
        return seen.generation();
    }

    private static boolean hasCurrent(
            List<WrappedDataKey> copies, KeyEncryptionKey kek, ToLongFunction<KeyEncryptionKey> newest) {
        return copies.stream()
                .anyMatch(copy -> copy.kek().equals(kek.id()) && copy.kekVersion() >= newest.applyAsLong(kek));
    }

    private long newestSeen(KeyEncryptionKey kek) {
        try {
            return ask(kek);
        } catch (KeyUnavailableException e) {
            return seen.newest(kek.id());
        }
    }

    private long ask(KeyEncryptionKey kek) {
        long version = kek.version();
        seen.saw(kek.id(), version);
        return version;
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
