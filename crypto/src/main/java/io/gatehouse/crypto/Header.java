package io.gatehouse.crypto;

import io.gatehouse.crypto.EnvelopeFormatException.Reason;
import java.nio.ByteBuffer;

/** The first twelve bytes of an envelope: what it is, and under which data key. */
final class Header {
    static final int BYTES = 12;
    static final int DATA_KEY_ID_BYTES = 8;

    static final int MAGIC = 0xE5;
    /** Version 1 in the high four bits, suite 1 (XAES-256-GCM with commitment) in the low four. */
    static final int VERSION_AND_SUITE = 0x11;

    /** Says that the recipients follow; it is outside of everything that is authenticated. */
    static final int FLAG_INLINE_RECIPIENTS = 0x01;

    private static final int FLAGS_AT = 2;
    private static final String[] FLAG_NAMES = {"inline recipients", "padded", "compressed", "streaming"};

    private Header() {}

    /** A header as it enters the commitment and the associated data: without the flag for inline recipients. */
    static byte[] encode(int schema, byte[] dataKeyId) {
        return ByteBuffer.allocate(BYTES)
                .put((byte) MAGIC)
                .put((byte) VERSION_AND_SUITE)
                .put((byte) 0)
                .put((byte) schema)
                .put(dataKeyId)
                .array();
    }

    static void setInlineRecipients(byte[] envelope) {
        envelope[FLAGS_AT] |= FLAG_INLINE_RECIPIENTS;
    }

    static void clearInlineRecipients(byte[] envelope) {
        envelope[FLAGS_AT] &= ~FLAG_INLINE_RECIPIENTS;
    }

    /** Refuses, by name, whatever this version does not read. */
    static void check(byte[] envelope) {
        if (envelope.length == 0 || Byte.toUnsignedInt(envelope[0]) != MAGIC) {
            throw new EnvelopeFormatException(
                    Reason.NOT_AN_ENVELOPE, "These bytes are not an envelope: they do not start with the byte e5");
        }
        if (envelope.length < BYTES) {
            throw new EnvelopeFormatException(
                    Reason.DAMAGED,
                    "The envelope is damaged: it ends inside its header, after " + envelope.length + " bytes");
        }
        checkVersionAndSuite(Byte.toUnsignedInt(envelope[1]));
        checkFlags(Byte.toUnsignedInt(envelope[FLAGS_AT]));
        int schema = Byte.toUnsignedInt(envelope[3]);
        if (schema != Place.SCHEMA && schema != Place.SCHEMA_UNBOUND) {
            throw unsupported("is bound by schema " + schema + " of associated data");
        }
    }

    private static void checkVersionAndSuite(int versionAndSuite) {
        int version = versionAndSuite >>> 4;
        int suite = versionAndSuite & 0x0F;
        if (version != VERSION_AND_SUITE >>> 4) {
            throw unsupported("has version " + version);
        }
        if (suite != (VERSION_AND_SUITE & 0x0F)) {
            throw unsupported("uses suite " + suite);
        }
    }

    private static void checkFlags(int flags) {
        for (int bit = 1; bit < 8; bit++) {
            if ((flags & 1 << bit) != 0) {
                throw unsupported(
                        bit < FLAG_NAMES.length
                                ? "is " + FLAG_NAMES[bit]
                                : "carries the unassigned flag 0x" + Integer.toHexString(1 << bit));
            }
        }
        if ((flags & FLAG_INLINE_RECIPIENTS) == 0) {
            throw unsupported("has no " + FLAG_NAMES[0] + " (its data key is kept elsewhere)");
        }
    }

    private static EnvelopeFormatException unsupported(String what) {
        return new EnvelopeFormatException(
                Reason.UNSUPPORTED,
                "The envelope " + what + ", which this version of Gatehouse does not read (it reads version 1,"
                        + " suite 1, inline recipients, schemas 0 and 1); use the version that wrote it or a newer one");
    }
}
