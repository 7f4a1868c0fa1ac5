package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts secrets into envelopes that are bound to the place they are stored at, and decrypts them there.
 *
 * <pre>{@code
 * EnvelopeCipher cipher = EnvelopeCipher.builder(KeyEncryptionKey.fromBase64(key)).build();
 * String stored = cipher.encrypt(secret).boundTo("access_key", "secret", rowId).toText();
 * Secret back = cipher.decrypt(stored).boundTo("access_key", "secret", rowId);
 * }</pre>
 *
 * <p>Each envelope has a data key of its own, wrapped by the primary key-encryption key and carried inside. To change
 * the key-encryption key, build a cipher with the new one as primary that {@linkplain Builder#alsoDecryptsWith also
 * decrypts with} the old one, and {@link #rewrap} what is stored; the encrypted payload is not touched.
 *
 * <p>When a decryption fails the caller gets a {@link DecryptionException} that gives no reason. The reason, and which
 * keys are needed and known, is logged at WARN to the logger named after this class.
 *
 * <p>Instances are immutable and safe for use by several threads.
 */
public final class EnvelopeCipher {
    /** The largest secret, in bytes, that fits into an envelope. */
    public static final int MAX_SECRET_BYTES = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(EnvelopeCipher.class);
    private static final byte[] NO_PLACE = {};

    private final KeyRing keys;
    private final InlineDataKeys inline;
    private final DataKeySource dataKeys;

    private EnvelopeCipher(KeyRing keys) {
        this.keys = keys;
        this.inline = new InlineDataKeys(keys, Suite.XAES_256_GCM);
        this.dataKeys = inline;
    }

    /** Starts a cipher that encrypts under {@code primary}. */
    public static Builder builder(KeyEncryptionKey primary) {
        return new Builder(primary);
    }

    /**
     * Encrypts a secret; say next where it belongs.
     *
     * @throws EncryptionException if the secret is larger than {@link #MAX_SECRET_BYTES}
     */
    public Encryption encrypt(Secret secret) {
        if (secret.byteLength() > MAX_SECRET_BYTES) {
            throw new EncryptionException(
                    "A secret of " + secret.byteLength() + " bytes is too large for an envelope, which takes "
                            + MAX_SECRET_BYTES + "; encrypt a file key here and the file with that",
                    null);
        }
        return new Encryption(secret);
    }

    /**
     * Decrypts an envelope in its text form; say next where it stands.
     *
     * @throws EnvelopeFormatException if this is not an envelope, or one that this version does not read
     * @throws DecryptionException if it is damaged
     */
    public Decryption decrypt(String text) {
        return decrypt(parse(() -> Envelope.parse(text)));
    }

    /**
     * Decrypts an envelope in its binary form; say next where it stands.
     *
     * @throws EnvelopeFormatException if this is not an envelope, or one that this version does not read
     * @throws DecryptionException if it is damaged
     */
    public Decryption decrypt(byte[] bytes) {
        return decrypt(parse(() -> Envelope.parse(bytes)));
    }

    /** Decrypts an envelope; say next where it stands. */
    public Decryption decrypt(Envelope envelope) {
        return new Decryption(envelope);
    }

    /**
     * Wraps the data key of an envelope anew, by the primary key-encryption key alone. The payload stays as it is, byte
     * for byte, and neither the place nor the secret is needed. An envelope that {@linkplain #isCurrent is current} is
     * returned unchanged.
     *
     * @throws EnvelopeFormatException if this is not an envelope, or one that this version does not read
     * @throws DecryptionException if its data key cannot be unwrapped
     */
    public String rewrap(String text) {
        return rewrap(parse(() -> Envelope.parse(text))).toText();
    }

    /** {@link #rewrap(String)} for the binary form. */
    public byte[] rewrap(byte[] bytes) {
        return rewrap(parse(() -> Envelope.parse(bytes))).toBytes();
    }

    /** {@link #rewrap(String)} for a parsed envelope. */
    public Envelope rewrap(Envelope envelope) {
        if (isCurrent(envelope)) {
            return envelope;
        }
        byte[] dataKey = unwrapForRewrap(envelope);
        try {
            return envelope.withRecipients(List.of(inline.wrap(dataKey, envelope.wrapBinding())));
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    private byte[] unwrapForRewrap(Envelope envelope) {
        try {
            return inline.unwrap(envelope);
        } catch (NoDataKeyException e) {
            throw refuse(envelope, "being rewrapped", reasonOf(e));
        }
    }

    /** Whether the primary key-encryption key, and no other, opens the envelope: nothing is left to rewrap. */
    public boolean isCurrent(Envelope envelope) {
        return envelope.recipients().size() == 1
                && envelope.keyEncryptionKeys().contains(keys.primary().id());
    }

    /** The key-encryption keys this cipher decrypts with, the primary first. */
    public List<KekId> keyEncryptionKeys() {
        return keys.ids();
    }

    private Envelope seal(Secret secret, @Nullable Place place) {
        int schema = place == null ? Place.SCHEMA_UNBOUND : Place.SCHEMA;
        try (DataKeySource.EncryptionLease lease = dataKeys.forEncryption(place, secret.byteLength())) {
            SealingKey key = lease.key();
            byte[] header = Header.encode(key.suite(), lease.isShared() ? Header.FLAG_SHARED : 0, schema, key.id());
            byte[] bound = bound(header, key.commitment(header, encoded(place)));
            byte[] payload = secret.withBytes(plaintext -> key.seal(plaintext, bound));
            return Envelope.assemble(bound, lease.recipients(bound), payload);
        }
    }

    private static byte[] bound(byte[] header, byte[] commitment) {
        byte[] bound = Arrays.copyOf(header, Envelope.BOUND_BYTES);
        System.arraycopy(commitment, 0, bound, Header.BYTES, Envelope.COMMITMENT_BYTES);
        return bound;
    }

    private static byte[] encoded(@Nullable Place place) {
        return place == null ? NO_PLACE : place.encoded();
    }

    private Secret open(Envelope envelope, @Nullable Place place) {
        String where = place == null ? "read as unbound" : "at " + place;
        if (envelope.schema() != (place == null ? Place.SCHEMA_UNBOUND : Place.SCHEMA)) {
            throw refuse(envelope, where, place == null ? "it is bound to a place" : "it was bound to no place");
        }
        try (DataKeySource.Lease lease = dataKeys.forDecryption(envelope)) {
            return open(envelope, lease.key(), place, where);
        } catch (NoDataKeyException e) {
            throw refuse(envelope, where, reasonOf(e));
        }
    }

    private Secret open(Envelope envelope, SealingKey key, @Nullable Place place, String where) {
        byte[] bound = envelope.bound();
        byte[] header = Arrays.copyOf(bound, Header.BYTES);
        byte[] commitment = Arrays.copyOfRange(bound, Header.BYTES, bound.length);
        if (!MessageDigest.isEqual(key.commitment(header, encoded(place)), commitment)) {
            throw refuse(envelope, where, "it was made for another place");
        }
        byte[] plaintext = key.open(envelope.payload(), bound)
                .orElseThrow(() -> refuse(envelope, where, "its payload was altered"));
        try {
            return Secret.ofBytes(plaintext);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    private static String reasonOf(NoDataKeyException e) {
        return Objects.requireNonNull(e.getMessage());
    }

    private DecryptionException refuse(Envelope envelope, String where, String reason) {
        LOG.warn(
                "Refused the envelope under data key {}, {}: {}. {}; known are {}, the primary first.",
                envelope.dataKeyId(),
                where,
                reason,
                envelope.recipients().isEmpty()
                        ? "Its data key is kept in a store"
                        : "It needs one of KEK " + envelope.keyEncryptionKeys(),
                keys.described());
        return new DecryptionException();
    }

    private static Envelope parse(Supplier<Envelope> parser) {
        try {
            return parser.get();
        } catch (EnvelopeFormatException e) {
            if (e.reason() == EnvelopeFormatException.Reason.DAMAGED) {
                LOG.warn("Refused an envelope. {}.", e.getMessage());
                throw new DecryptionException();
            }
            throw e;
        }
    }

    /** The keys of a cipher, before it is built. Not safe for use by several threads. */
    public static final class Builder {
        private final KeyEncryptionKey primary;
        private final List<KeyEncryptionKey> others = new ArrayList<>();

        private Builder(KeyEncryptionKey primary) {
            this.primary = primary;
        }

        /** Decrypts with this key too, as after a rotation. May be called for each old key. */
        public Builder alsoDecryptsWith(KeyEncryptionKey key) {
            others.add(key);
            return this;
        }

        /**
         * Builds the cipher.
         *
         * @throws io.gatehouse.core.InvalidModelException if a key was passed twice
         */
        public EnvelopeCipher build() {
            return new EnvelopeCipher(KeyRing.of(primary, others));
        }
    }

    /** An encryption that waits to be told where the secret belongs. Nothing is encrypted until then. */
    public final class Encryption {
        private final Secret secret;

        private Encryption(Secret secret) {
            this.secret = secret;
        }

        /** Encrypts for a place. */
        public Envelope boundTo(Place place) {
            return seal(secret, place);
        }

        /** Encrypts for a column of one row. */
        public Envelope boundTo(String table, String column, String row) {
            return boundTo(Place.of(table, column, row));
        }

        /** Encrypts for a column of one row with a numeric id. */
        public Envelope boundTo(String table, String column, long row) {
            return boundTo(Place.of(table, column, row));
        }

        /** Encrypts for no place: whoever can write to the store can move the envelope anywhere, unseen. */
        public Envelope insecureUnbound() {
            return seal(secret, null);
        }
    }

    /** A decryption that waits to be told where the envelope stands. Nothing is decrypted until then. */
    public final class Decryption {
        private final Envelope envelope;

        private Decryption(Envelope envelope) {
            this.envelope = envelope;
        }

        /**
         * Decrypts at a place.
         *
         * @throws DecryptionException if the envelope was made for another place, was altered, or needs an unknown key
         */
        public Secret boundTo(Place place) {
            return open(envelope, place);
        }

        /** {@link #boundTo(Place)} for a column of one row. */
        public Secret boundTo(String table, String column, String row) {
            return boundTo(Place.of(table, column, row));
        }

        /** {@link #boundTo(Place)} for a column of one row with a numeric id. */
        public Secret boundTo(String table, String column, long row) {
            return boundTo(Place.of(table, column, row));
        }

        /**
         * Decrypts what was encrypted for no place.
         *
         * @throws DecryptionException if the envelope is bound to a place, was altered, or needs an unknown key
         */
        public Secret insecureUnbound() {
            return open(envelope, null);
        }
    }
}
