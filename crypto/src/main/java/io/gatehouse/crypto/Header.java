package io.gatehouse.crypto;

import io.gatehouse.crypto.EnvelopeFormatException.Reason;
import java.nio.ByteBuffer;
import java.util.Map;

/** The first twelve bytes of an envelope: what it is, and under which data key. */
final class Header {
    static final int BYTES = 12;

    static final int DATA_KEY_ID_AT = BYTES - DataKeyId.BYTES;

    /** Says that the recipients follow; it is outside of everything that is authenticated. */
    static final int FLAG_INLINE_RECIPIENTS = 0x01;

    /** Says that the secret is {@linkplain Padding padded}. */
    static final int FLAG_PADDED = 0x02;

    /** Says that other envelopes are under the same data key. */
    static final int FLAG_SHARED = 0x10;

    static final int MAGIC = 0xE5;
    private static final int VERSION = 1;
    private static final int SUITE_AT = 1;
    private static final int FLAGS_AT = 2;
    private static final int SCHEMA_AT = 3;
    private static final int KNOWN_FLAGS = FLAG_INLINE_RECIPIENTS | FLAG_PADDED | FLAG_SHARED;
    private static final Map<Integer, String> RESERVED_FLAGS = Map.of(0x04, "compressed", 0x08, "streaming");

    private Header() {}

    static byte[] encode(Suite suite, int flags, int schema, DataKeyId dataKeyId) {
        return ByteBuffer.allocate(BYTES)
                .put((byte) MAGIC)
                .put(suite.versionAndSuite())
                .put((byte) flags)
                .put((byte) schema)
                .putLong(dataKeyId.value())
                .array();
    }

    static void setInlineRecipients(byte[] envelope) {
        envelope[FLAGS_AT] |= FLAG_INLINE_RECIPIENTS;
    }

    static void clearInlineRecipients(byte[] envelope) {
        envelope[FLAGS_AT] &= ~FLAG_INLINE_RECIPIENTS;
    }

    static boolean has(byte[] envelope, int flag) {
        return (envelope[FLAGS_AT] & flag) != 0;
    }

    static int schema(byte[] envelope) {
        return Byte.toUnsignedInt(envelope[SCHEMA_AT]);
    }

    /** Refuses, by name, whatever this version does not read, and returns the suite. */
    static Suite check(byte[] envelope) {
        if (envelope.length == 0 || Byte.toUnsignedInt(envelope[0]) != MAGIC) {
            throw new EnvelopeFormatException(
                    Reason.NOT_AN_ENVELOPE, "These bytes are not an envelope: they do not start with the byte e5");
        }
        if (envelope.length < BYTES) {
            throw damaged("it ends inside its header, after " + envelope.length + " bytes");
        }
        Suite suite = suite(Byte.toUnsignedInt(envelope[SUITE_AT]));
        checkFlags(Byte.toUnsignedInt(envelope[FLAGS_AT]));
        int schema = schema(envelope);
        if (schema != Place.SCHEMA && schema != Place.SCHEMA_UNBOUND) {
            throw unsupported("is bound by schema " + schema + " of associated data");
        }
        return suite;
    }

    private static Suite suite(int versionAndSuite) {
        int version = versionAndSuite >>> 4;
        int suite = versionAndSuite & 0x0F;
        if (version != VERSION) {
            throw unsupported("has version " + version);
        }
        return Suite.of(suite).orElseThrow(() -> unsupported("uses suite " + suite));
    }

    private static void checkFlags(int flags) {
        int unknown = Integer.lowestOneBit(flags & ~KNOWN_FLAGS);
        if (unknown != 0) {
            String name = RESERVED_FLAGS.get(unknown);
            throw unsupported(
                    name == null ? "carries the unassigned flag 0x" + Integer.toHexString(unknown) : "is " + name);
        }
        if ((flags & (FLAG_INLINE_RECIPIENTS | FLAG_SHARED)) == 0) {
            throw damaged("it neither carries its data key nor shares one that is kept elsewhere");
        }
    }

    private static EnvelopeFormatException damaged(String what) {
        return new EnvelopeFormatException(Reason.DAMAGED, "The envelope is damaged: " + what);
    }

    private static EnvelopeFormatException unsupported(String what) {
        return new EnvelopeFormatException(
                Reason.UNSUPPORTED,
                "The envelope " + what + ", which this version of Gatehouse does not read (it reads version 1,"
                        + " suites 1 and 2, schemas 0 and 1); use the version that wrote it or a newer one");
    }
}
