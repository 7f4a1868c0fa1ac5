package io.gatehouse.crypto;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A data key as a {@link DataKeyStore} holds it: wrapped, with what is known about it. It holds no secret in the clear.
 *
 * <p>Only the id, the suite and the scope are authenticated (each wrapped copy is bound to them). Whoever can write to the
 * store can change the rest, and by that keep an old key in use or make secrets unreadable, but not read them.
 *
 * @param id the id that envelopes under this key carry
 * @param suite the algorithms of those envelopes
 * @param scope what the key serves
 * @param wrapped the key as each key-encryption key wrapped it; empty if and only if it is destroyed
 * @param state what the key may be used for
 * @param created when it was made
 * @param expires from when on nothing is encrypted under it; decryption goes on
 * @param uses how much of the {@linkplain DataKeyPolicy policy's} limit the ciphers have set aside for themselves
 * @param revision how often this entry was replaced, from 0
 */
public record StoredDataKey(
        DataKeyId id,
        Suite suite,
        DataKeyScope scope,
        List<WrappedDataKey> wrapped,
        State state,
        Instant created,
        Instant expires,
        long uses,
        long revision) {

    /** What a data key may be used for. */
    public enum State {
        /** Encrypts until it expires, and decrypts. */
        ACTIVE,
        /** Decrypts what there is, and encrypts nothing more. */
        DECRYPT_ONLY,
        /** Its wrapped copies are gone and everything under it is unreadable. The entry stays to say so. */
        DESTROYED
    }

    /**
     * @throws IllegalArgumentException if a key has no wrapped copy and is not destroyed, or is destroyed and has one, or
     *     two copies are by one key
     */
    public StoredDataKey {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(suite, "suite");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(expires, "expires");
        wrapped = List.copyOf(wrapped);
        if (wrapped.isEmpty() != (state == State.DESTROYED)) {
            throw new IllegalArgumentException("The data key " + id + " is " + state + " and has " + wrapped.size()
                    + " wrapped copies; a destroyed key has none, any other at least one");
        }
        if (wrapped.stream().map(WrappedDataKey::kek).distinct().count() < wrapped.size()) {
            throw new IllegalArgumentException("The data key " + id + " is wrapped twice by one key: " + wrapped);
        }
    }

    /** This key with other wrapped copies. */
    public StoredDataKey withWrapped(List<WrappedDataKey> replacements) {
        return new StoredDataKey(id, suite, scope, replacements, state, created, expires, uses, revision);
    }

    /** This key, decrypting only. */
    public StoredDataKey decryptOnly() {
        return new StoredDataKey(id, suite, scope, wrapped, State.DECRYPT_ONLY, created, expires, uses, revision);
    }

    /** This key without its wrapped copies. */
    public StoredDataKey destroyed() {
        return new StoredDataKey(id, suite, scope, List.of(), State.DESTROYED, created, expires, uses, revision);
    }

    /** This key with other uses. */
    public StoredDataKey withUses(long total) {
        return new StoredDataKey(id, suite, scope, wrapped, state, created, expires, total, revision);
    }

    /** This key as a store holds it after {@link DataKeyStore#replace}. */
    public StoredDataKey nextRevision() {
        return new StoredDataKey(id, suite, scope, wrapped, state, created, expires, uses, revision + 1);
    }
}
