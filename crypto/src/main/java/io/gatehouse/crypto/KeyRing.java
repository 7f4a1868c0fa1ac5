package io.gatehouse.crypto;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The key-encryption keys of a cipher: the primary and those beside it wrap, any of them unwraps. */
final class KeyRing {
    private final KeyEncryptionKey primary;
    private final List<KeyEncryptionKey> encrypting;
    private final Map<KekId, KeyEncryptionKey> byId = new LinkedHashMap<>();

    private KeyRing(KeyEncryptionKey primary, List<KeyEncryptionKey> encrypting) {
        this.primary = primary;
        this.encrypting = encrypting;
        byId.put(primary.id(), primary);
    }

    /**
     * The keys of a cipher.
     *
     * @param beside the keys that wrap each data key, too
     * @param others the keys that unwrap only
     * @throws InvalidModelException if a key is there twice
     */
    static KeyRing of(KeyEncryptionKey primary, List<KeyEncryptionKey> beside, List<KeyEncryptionKey> others) {
        List<KeyEncryptionKey> encrypting = new ArrayList<>(beside);
        encrypting.add(0, primary);
        KeyRing ring = new KeyRing(primary, List.copyOf(encrypting));
        List<Problem> problems = new ArrayList<>();
        ring.add("alsoEncryptsTo", beside, problems);
        ring.add("alsoDecryptsWith", others, problems);
        if (!problems.isEmpty()) {
            throw new InvalidModelException("EnvelopeCipher", problems);
        }
        return ring;
    }

    private void add(String field, List<KeyEncryptionKey> keys, List<Problem> problems) {
        for (KeyEncryptionKey key : keys) {
            if (byId.putIfAbsent(key.id(), key) != null) {
                problems.add(new Problem(
                        field,
                        "KEK " + key.id()
                                + " is there twice; pass each key once (two keys with one id: make another)"));
            }
        }
    }

    /** The keys that wrap each data key, the primary first. */
    List<KeyEncryptionKey> encrypting() {
        return encrypting;
    }

    KeyEncryptionKey primary() {
        return primary;
    }

    Optional<KeyEncryptionKey> find(KekId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All names with their ids, the primary first, for the operator. */
    List<String> described() {
        return byId.values().stream()
                .map(key -> key.name().contains(key.id().text()) ? key.name() : key.name() + " (KEK " + key.id() + ")")
                .toList();
    }

    /** All ids, the primary first. */
    List<KekId> ids() {
        return List.copyOf(byId.keySet());
    }
}
