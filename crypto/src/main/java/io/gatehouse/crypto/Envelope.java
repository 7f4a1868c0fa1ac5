package io.gatehouse.crypto;

import io.gatehouse.crypto.EnvelopeFormatException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
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

    private static final int DATA_KEY_ID_AT = Header.BYTES - Header.DATA_KEY_ID_BYTES;
    private static final int SCHEMA_AT = 3;

    private final byte[] bytes;
    private final List<Recipient> recipients;
    private final int payloadAt;

    private Envelope(byte[] bytes, List<Recipient> recipients, int payloadAt) {
        this.bytes = bytes;
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
        Header.check(bytes);
        if (bytes.length < BOUND_BYTES) {
            throw damaged("it ends after " + bytes.length + " bytes");
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes, BOUND_BYTES, bytes.length - BOUND_BYTES);
        List<Recipient> recipients = RecipientBlock.decode(rest);
        if (rest.remaining() < XaesSuite.OVERHEAD_BYTES) {
            throw damaged("its payload has " + rest.remaining() + " bytes, fewer than nonce and tag");
        }
        return new Envelope(bytes, recipients, rest.position());
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

    static Envelope assemble(byte[] bound, List<Recipient> recipients, byte[] payload) {
        byte[] block = RecipientBlock.encode(recipients);
        byte[] bytes = ByteBuffer.allocate(bound.length + block.length + payload.length)
                .put(bound)
                .put(block)
                .put(payload)
                .array();
        Header.setInlineRecipients(bytes);
        return new Envelope(bytes, List.copyOf(recipients), bound.length + block.length);
    }

    /** The text form: {@value #TEXT_PREFIX} and base64url without padding. */
    public String toText() {
        return TEXT_PREFIX + encode(bytes);
    }

    /** The binary form, in a new array. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The public name of the data key, as sixteen hexadecimal digits. */
    public String dataKeyId() {
        return HexFormat.of().formatHex(bytes, DATA_KEY_ID_AT, Header.BYTES);
    }

    /** Whether the data key is the one that this envelope names. */
    boolean isUnder(DataKey dataKey) {
        byte[] id = dataKey.id();
        return Arrays.equals(bytes, DATA_KEY_ID_AT, Header.BYTES, id, 0, id.length);
    }

    /** The key-encryption keys of which any one opens this envelope, as far as this version knows their kind. */
    public List<KekId> keyEncryptionKeys() {
        return recipients.stream()
                .map(Recipient::kekId)
                .flatMap(Optional::stream)
                .toList();
    }

    List<Recipient> recipients() {
        return recipients;
    }

    int schema() {
        return Byte.toUnsignedInt(bytes[SCHEMA_AT]);
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
        return assemble(bound(), replacements, payload());
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
