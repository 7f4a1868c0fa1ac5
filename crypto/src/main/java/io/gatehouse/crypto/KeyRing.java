package io.gatehouse.crypto;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The key-encryption keys of a cipher: the primary wraps, any of them unwraps. */
final class KeyRing {
    private final KeyEncryptionKey primary;
    private final Map<KekId, KeyEncryptionKey> byId = new LinkedHashMap<>();

    private KeyRing(KeyEncryptionKey primary) {
        this.primary = primary;
        byId.put(primary.id(), primary);
    }

    static KeyRing of(KeyEncryptionKey primary, List<KeyEncryptionKey> others) {
        KeyRing ring = new KeyRing(primary);
        List<Problem> problems = new ArrayList<>();
        for (KeyEncryptionKey other : others) {
            if (ring.byId.putIfAbsent(other.id(), other) != null) {
                problems.add(new Problem(
                        "alsoDecryptsWith",
                        "KEK " + other.id()
                                + " is there twice; pass each key once (two keys with one id: make another)"));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("EnvelopeCipher", problems);
        }
        return ring;
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
