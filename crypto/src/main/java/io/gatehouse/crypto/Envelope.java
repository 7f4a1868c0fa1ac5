package io.gatehouse.crypto;

import io.gatehouse.crypto.EnvelopeFormatException.Reason;
import java.nio.ByteBuffer;
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

    static final int COMMITMENT_BYTES = 32;

    /** Header and commitment: the bytes that the payload and every wrapped key are bound to. */
    static final int BOUND_BYTES = Header.BYTES + COMMITMENT_BYTES;

    private final byte[] bytes;
    private final Suite suite;
    private final List<Recipient> recipients;
    private final int payloadAt;

    private Envelope(byte[] bytes, Suite suite, List<Recipient> recipients, int payloadAt) {
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

    private static Envelope read(byte[] bytes) {
        Suite suite = Header.check(bytes);
        if (bytes.length < BOUND_BYTES) {
            throw damaged("it ends after " + bytes.length + " bytes");
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes, BOUND_BYTES, bytes.length - BOUND_BYTES);
        List<Recipient> recipients =
                Header.has(bytes, Header.FLAG_INLINE_RECIPIENTS) ? RecipientBlock.decode(rest) : List.of();
        if (rest.remaining() < XaesSuite.OVERHEAD_BYTES) {
            throw damaged("its payload has " + rest.remaining() + " bytes, fewer than nonce and tag");
        }
        return new Envelope(bytes, suite, recipients, rest.position());
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

    /**
     * Puts an envelope together.
     *
     * @param recipients the encoded block, or nothing if the data key is kept in a store
     */
    static Envelope assemble(byte[] bound, byte[] recipients, byte[] payload) {
        byte[] bytes = ByteBuffer.allocate(bound.length + recipients.length + payload.length)
                .put(bound)
                .put(recipients)
                .put(payload)
                .array();
        if (recipients.length > 0) {
            Header.setInlineRecipients(bytes);
        }
        return read(bytes);
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
        return recipients.stream()
                .map(Recipient::kekId)
                .flatMap(Optional::stream)
                .toList();
    }

    List<Recipient> recipients() {
        return recipients;
    }

    /** Whether other envelopes are under the same data key. */
    boolean isShared() {
        return Header.has(bytes, Header.FLAG_SHARED);
    }

    int schema() {
        return Header.schema(bytes);
    }

    /** What the recipients inside of this envelope are bound to. */
    byte[] wrapBinding() {
        return isShared() ? WrapBinding.shared(suite, dataKeyId()) : bound();
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

    Envelope withRecipients(List<Recipient> replacements) {
        return assemble(bound(), RecipientBlock.encode(replacements), payload());
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
