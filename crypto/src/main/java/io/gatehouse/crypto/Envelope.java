package io.gatehouse.crypto;

import io.gatehouse.crypto.EnvelopeFormatException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An encrypted secret as it is stored: bytes, or the same bytes as text. It holds no secret in the clear and may be
 * logged, copied and compared.
 *
 * <p>The layout is that of {@code docs/spec/envelope-v1.md}. Instances are immutable and safe for use by several
 * threads.
 */
public final class Envelope {
    /** What every envelope in text form starts with. A colon occurs in no base64, so nothing else looks like it. */
    public static final String TEXT_PREFIX = "ghe:";

    private static final int SHARED_HEADS = 16;

    static final int COMMITMENT_BYTES = 32;

    /** Header and commitment: the bytes that the payload and every wrapped key are bound to. */
    static final int BOUND_BYTES = Header.BYTES + COMMITMENT_BYTES;

    private final byte[] bytes;
    private final Suite suite;
    /** Decoded when first asked for, where they were not read. */
    private @Nullable List<Recipient> recipients;

    private final int payloadAt;

    private Envelope(byte[] bytes, Suite suite, @Nullable List<Recipient> recipients, int payloadAt) {
        this.bytes = bytes;
        this.suite = suite;
        this.recipients = recipients;
        this.payloadAt = payloadAt;
    }

    /**
     * Whether the text claims to be an envelope, which is all that can be told at a glance. It may be damaged all the
     * same.
     */
    public static boolean isEnvelope(String text) {
        return text.startsWith(TEXT_PREFIX);
    }

    /**
     * Whether the bytes claim to be an envelope, which is all that can be told at a glance. The second byte tells them from
     * every text in UTF-8 that begins with the same first byte.
     */
    public static boolean isEnvelope(byte[] bytes) {
        return bytes.length > 1 && Byte.toUnsignedInt(bytes[0]) == Header.MAGIC && bytes[1] >= 0;
    }

    /**
     * Reads the text form.
     *
     * @throws EnvelopeFormatException if it is not an envelope, is damaged, or needs a newer version
     */
    public static Envelope parse(String text) {
        if (!isEnvelope(text)) {
            throw new EnvelopeFormatException(
                    Reason.NOT_AN_ENVELOPE,
                    "This text of " + text.length() + " characters is not an envelope: it does not start with \""
                            + TEXT_PREFIX + "\"; is it from another product, or not encrypted yet?");
        }
        String encoded = text.substring(TEXT_PREFIX.length());
        byte[] bytes = decode(encoded);
        try {
            return read(bytes);
        } catch (EnvelopeFormatException e) {
            // Behind the prefix, a wrong first byte is damage, not another format.
            throw e.reason() == Reason.NOT_AN_ENVELOPE ? damaged("its first byte is not e5") : e;
        }
    }

    /**
     * Reads the binary form.
     *
     * @throws EnvelopeFormatException if it is not an envelope, is damaged, or needs a newer version
     */
    public static Envelope parse(byte[] bytes) {
        return read(bytes.clone());
    }

    /** {@link #parse(byte[])} without a copy, for an envelope that is let go of before the array is. */
    static Envelope read(byte[] bytes) {
        Suite suite = Header.check(bytes);
        if (bytes.length < BOUND_BYTES) {
            throw damaged("it ends after " + bytes.length + " bytes");
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes, BOUND_BYTES, bytes.length - BOUND_BYTES);
        List<Recipient> recipients = decodeRecipients(bytes, rest);
        if (rest.remaining() < MessageCipher.OVERHEAD_BYTES) {
            throw damaged("its payload has " + rest.remaining() + " bytes, fewer than nonce and tag");
        }
        int most = Header.has(bytes, Header.FLAG_PADDED) ? Padding.MAX_PADDED_BYTES : EnvelopeCipher.MAX_SECRET_BYTES;
        if (rest.remaining() - MessageCipher.OVERHEAD_BYTES > most) {
            throw damaged("its payload has " + rest.remaining() + " bytes, more than any secret makes");
        }
        return new Envelope(bytes, suite, recipients, rest.position());
    }

    private static List<Recipient> decodeRecipients(byte[] bytes, ByteBuffer behindCommitment) {
        return Header.has(bytes, Header.FLAG_INLINE_RECIPIENTS) ? RecipientBlock.decode(behindCommitment) : List.of();
    }

    private static byte[] decode(String encoded) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(encoded);
            // The decoder lets padding and stray low bits pass; one envelope has one text.
            if (encode(bytes).equals(encoded)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below: the decoder's own words quote the text.
        }
        throw damaged("behind its prefix stands something else than base64url without padding");
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Takes over bytes that were just put together, the payload at {@code payloadAt}. */
    static Envelope assembled(byte[] bytes, Suite suite, int payloadAt) {
        return new Envelope(bytes, suite, null, payloadAt);
    }

    /** The text form: {@value #TEXT_PREFIX} and base64url without padding. */
    public String toText() {
        return TEXT_PREFIX + encode(bytes);
    }

    /** The binary form, in a new array. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The public name of the data key. */
    public DataKeyId dataKeyId() {
        return DataKeyId.at(bytes, Header.DATA_KEY_ID_AT);
    }

    /** The algorithms it was encrypted with. */
    public Suite suite() {
        return suite;
    }

    /**
     * The key-encryption keys of which any one opens this envelope, as far as this version knows their kind; none if its
     * data key is kept in a store.
     */
    public List<KekId> keyEncryptionKeys() {
        return recipients().stream()
                .map(Recipient::kekId)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether its data key travels inside of it, wrapped, and is not kept in a store. */
    public boolean carriesDataKey() {
        return Header.has(bytes, Header.FLAG_INLINE_RECIPIENTS);
    }

    List<Recipient> recipients() {
        List<Recipient> known = recipients;
        if (known == null) {
            known = decodeRecipients(bytes, ByteBuffer.wrap(bytes, BOUND_BYTES, payloadAt - BOUND_BYTES));
            recipients = known;
        }
        return known;
    }

    /** Whether other envelopes are under the same data key. */
    boolean isShared() {
        return Header.has(bytes, Header.FLAG_SHARED);
    }

    boolean isPadded() {
        return Header.has(bytes, Header.FLAG_PADDED);
    }

    int schema() {
        return Header.schema(bytes);
    }

    /** What the recipients inside of this envelope are bound to. */
    byte[] wrapBinding() {
        return isShared() ? WrapBinding.shared(suite, dataKeyId()) : bound();
    }

    /** {@link #wrapBinding} and the recipients behind it, as they stand here. */
    byte[] boundRecipients() {
        byte[] binding = wrapBinding();
        byte[] both = Arrays.copyOf(binding, binding.length + payloadAt - BOUND_BYTES);
        System.arraycopy(bytes, BOUND_BYTES, both, binding.length, payloadAt - BOUND_BYTES);
        return both;
    }

    /** Header and commitment, without the flag for inline recipients. */
    byte[] bound() {
        byte[] bound = Arrays.copyOf(bytes, BOUND_BYTES);
        Header.clearInlineRecipients(bound);
        return bound;
    }

    /** Nonce, ciphertext and tag. */
    byte[] payload() {
        return Arrays.copyOfRange(bytes, payloadAt, bytes.length);
    }

    /** The plaintext, padding included, or empty if it is not authentic. The caller wipes it. */
    Optional<byte[]> open(MessageCipher cipher, byte[] bound) {
        return cipher.open(bytes, payloadAt, bound);
    }

    /** The same payload with other copies of its data key. */
    Envelope withRecipients(List<Recipient> replacements) {
        byte[] block = RecipientBlock.encode(replacements);
        int newPayloadAt = BOUND_BYTES + block.length;
        byte[] replaced = Arrays.copyOf(bytes, newPayloadAt + bytes.length - payloadAt);
        System.arraycopy(block, 0, replaced, BOUND_BYTES, block.length);
        System.arraycopy(bytes, payloadAt, replaced, newPayloadAt, bytes.length - payloadAt);
        Header.setInlineRecipients(replaced);
        return assembled(replaced, suite, newPayloadAt);
    }

    /**
     * What the text of every envelope under a shared data key begins with: one of these sixteen prefixes,
     * by suite, flags and schema. Each has twenty characters, so a plain index finds the rows under
     * the key by {@code LIKE 'prefix%'} (escape {@code _}, which is a letter of base64url, where the database takes it for
     * a wildcard).
     */
    public static List<String> textPrefixes(DataKeyId dataKeyId) {
        List<String> prefixes = new ArrayList<>(SHARED_HEADS);
        for (Suite suite : Suite.values()) {
            for (int optional : new int[] {0, 1, 2, 3}) {
                for (int schema : new int[] {Place.SCHEMA, Place.SCHEMA_UNBOUND}) {
                    prefixes.add(TEXT_PREFIX
                            + encode(Header.encode(suite, Header.FLAG_SHARED | optional, schema, dataKeyId)));
                }
            }
        }
        return List.copyOf(prefixes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Envelope envelope && Arrays.equals(bytes, envelope.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** What can be told without a key: the data key, the key-encryption keys, the size. */
    @Override
    public String toString() {
        return "Envelope[dataKey=" + dataKeyId() + ", keks=" + keyEncryptionKeys() + ", " + bytes.length + " bytes]";
    }

    private static EnvelopeFormatException damaged(String what) {
        return new EnvelopeFormatException(Reason.DAMAGED, "The envelope is damaged: " + what);
    }
}
