package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    private final KeyRing keys;
    private final DataKeyWrapping wrapping;
    private final InlineDataKeys inline;
    private final EnvelopeSealer sealer;
    private final @Nullable DataKeys stored;

    private EnvelopeCipher(Builder builder) {
        this.keys = KeyRing.of(builder.primary, builder.beside, builder.others);
        this.wrapping = new DataKeyWrapping(keys);
        this.inline = new InlineDataKeys(wrapping, builder.suite);
        DataKeyModes modes = DataKeyModes.of(builder.store, builder.policy, builder.suite, wrapping, inline);
        this.sealer = new EnvelopeSealer(modes.source(), keys, builder.padding);
        this.stored = modes.stored();
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
        return decrypt(EnvelopeSealer.parse(() -> Envelope.parse(text)));
    }

    /**
     * Decrypts an envelope in its binary form; say next where it stands. The array is read, without a copy, until then.
     *
     * @throws EnvelopeFormatException if this is not an envelope, or one that this version does not read
     * @throws DecryptionException if it is damaged
     */
    public Decryption decrypt(byte[] bytes) {
        return decrypt(EnvelopeSealer.parse(() -> Envelope.read(bytes)));
    }

    /** Decrypts an envelope; say next where it stands. */
    public Decryption decrypt(Envelope envelope) {
        return new Decryption(envelope);
    }

    /**
     * Moves an envelope to another place, as when its row gets another id; say next from where and to where. It is
     * decrypted and encrypted anew.
     *
     * @throws EnvelopeFormatException if this is not an envelope, or one that this version does not read
     * @throws DecryptionException if it is damaged
     */
    public Rebinding rebind(String text) {
        return rebind(EnvelopeSealer.parse(() -> Envelope.parse(text)));
    }

    /** {@link #rebind(String)} for the binary form. */
    public Rebinding rebind(byte[] bytes) {
        return rebind(EnvelopeSealer.parse(() -> Envelope.parse(bytes)));
    }

    /** {@link #rebind(String)} for a parsed envelope. */
    public Rebinding rebind(Envelope envelope) {
        return new Rebinding(envelope);
    }

    /**
     * Wraps the data key of an envelope anew, by the keys that encrypt and no others. The payload stays as it is, byte
     * for byte, and neither the place nor the secret is needed. An envelope that {@linkplain #isCurrent is current} is
     * returned unchanged.
     *
     * @throws EnvelopeFormatException if this is not an envelope, or one that this version does not read
     * @throws DecryptionException if its data key cannot be unwrapped
     * @throws KeyUnavailableException if a key-encryption key does not answer
     */
    public String rewrap(String text) {
        return rewrap(EnvelopeSealer.parse(() -> Envelope.parse(text))).toText();
    }

    /** {@link #rewrap(String)} for the binary form. */
    public byte[] rewrap(byte[] bytes) {
        return rewrap(EnvelopeSealer.parse(() -> Envelope.parse(bytes))).toBytes();
    }

    /** {@link #rewrap(String)} for a parsed envelope. For many of them take a {@link #rewrapper()}. */
    public Envelope rewrap(Envelope envelope) {
        return rewrapper().rewrap(envelope);
    }

    /**
     * Whether the newest versions of the key-encryption keys that encrypt, and no others, open the envelope, or its data
     * key is kept in a store: nothing is left to rewrap in it.
     *
     * @throws KeyUnavailableException if a key-encryption key does not tell its newest version
     */
    public boolean isCurrent(Envelope envelope) {
        return rewrapper().isCurrent(envelope);
    }

    /** Starts a rewrap of many envelopes that calls the key-encryption keys once for each data key. */
    public EnvelopeRewrapper rewrapper() {
        return new EnvelopeRewrapper(wrapping, inline, sealer);
    }

    /**
     * The upkeep of the data keys in the store.
     *
     * @throws IllegalStateException if the cipher was built without a store
     */
    public DataKeys dataKeys() {
        if (stored == null) {
            throw new IllegalStateException(
                    "This cipher keeps its data keys in their envelopes; build it with dataKeys(store) to have them in a store");
        }
        return stored;
    }

    /** The key-encryption keys this cipher decrypts with, the primary first. */
    public List<KekId> keyEncryptionKeys() {
        return keys.ids();
    }

    /** The keys of a cipher, before it is built. Not safe for use by several threads. */
    public static final class Builder {
        private final KeyEncryptionKey primary;
        private final List<KeyEncryptionKey> beside = new ArrayList<>();
        private final List<KeyEncryptionKey> others = new ArrayList<>();
        private Suite suite = Suite.XAES_256_GCM;
        private Padding padding = Padding.none();
        private @Nullable DataKeyStore store;
        private @Nullable DataKeyPolicy policy;

        private Builder(KeyEncryptionKey primary) {
            this.primary = primary;
        }

        /**
         * Wraps each data key by this key, too: either of them decrypts, and encryption goes on while one does not answer. A
         * copy that is missing since then is added by the next rewrap.
         */
        public Builder alsoEncryptsTo(KeyEncryptionKey key) {
            beside.add(key);
            return this;
        }

        /** {@link #dataKeys(DataKeyStore, DataKeyPolicy)} with the {@linkplain DataKeyPolicy#defaults defaults}. */
        public Builder dataKeys(DataKeyStore store) {
            return dataKeys(store, DataKeyPolicy.defaults());
        }

        /**
         * Keeps the data keys in a store instead of the envelopes, each shared by the secrets of a scope: envelopes are
         * smaller, and a new key-encryption key touches none of them. What carries its data key is still decrypted.
         */
        public Builder dataKeys(DataKeyStore store, DataKeyPolicy policy) {
            this.store = store;
            this.policy = policy;
            return this;
        }

        /**
         * Carries the data keys in the envelopes, each shared by the secrets of a scope, so that a key-encryption key in
         * another system is not called for each of them. Without it each envelope has a data key of its own.
         */
        public Builder sharedDataKeys(DataKeyPolicy policy) {
            this.store = null;
            this.policy = policy;
            return this;
        }

        /** Decrypts with this key too, as after a rotation. May be called for each old key. */
        public Builder alsoDecryptsWith(KeyEncryptionKey key) {
            others.add(key);
            return this;
        }

        /** Encrypts with these algorithms; by default {@link Suite#XAES_256_GCM}. Every suite is decrypted. */
        public Builder suite(Suite algorithms) {
            suite = algorithms;
            return this;
        }

        /** Hides how long secrets are; by default not. */
        public Builder padding(Padding buckets) {
            padding = buckets;
            return this;
        }

        /**
         * Builds the cipher.
         *
         * @throws io.gatehouse.core.InvalidModelException if a key was passed twice
         */
        public EnvelopeCipher build() {
            return new EnvelopeCipher(this);
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
            return sealer.seal(secret, place);
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
            return sealer.seal(secret, null);
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
            return sealer.open(envelope, place);
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
            return sealer.open(envelope, null);
        }
    }

    /** A move that waits to be told from where. */
    public final class Rebinding {
        private final Envelope envelope;

        private Rebinding(Envelope envelope) {
            this.envelope = envelope;
        }

        /** The place that the envelope was made for; say next where it is to stand. */
        public RebindingTo from(Place place) {
            return new RebindingTo(envelope, place);
        }

        /** The envelope was made for no place; say next where it is to stand. */
        public RebindingTo fromInsecureUnbound() {
            return new RebindingTo(envelope, null);
        }
    }

    /** A move that waits to be told to where. Nothing is decrypted until then. */
    public final class RebindingTo {
        private final Envelope envelope;
        private final @Nullable Place from;

        private RebindingTo(Envelope envelope, @Nullable Place from) {
            this.envelope = envelope;
            this.from = from;
        }

        /**
         * The envelope of the same secret at another place. The old one still opens at the old place: replace it.
         *
         * @throws DecryptionException if the envelope was not made for the place named first, was altered, or needs an
         *     unknown key
         */
        public Envelope to(Place place) {
            try (Secret secret = sealer.open(envelope, from)) {
                return sealer.seal(secret, place);
            }
        }
    }
}
