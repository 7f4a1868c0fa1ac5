package io.gatehouse.crypto;

import io.gatehouse.crypto.EnvelopeFormatException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The recipients as they stand in an envelope: how many, then for each its kind, the length of its body, the body. A
 * length is a variable-length integer of RFC 9000, section 16, in its one- or two-byte form, whichever is the shortest.
 */
final class RecipientBlock {
    private static final int MAX_RECIPIENTS = 16;
    private static final int ONE_BYTE_LIMIT = 1 << 6;
    private static final int TWO_BYTE_LIMIT = 1 << 14;

    private RecipientBlock() {}

    static byte[] encode(List<Recipient> recipients) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(recipients.size());
        for (Recipient recipient : recipients) {
            out.write(recipient.kind());
            writeLength(out, recipient.body().length);
            out.writeBytes(recipient.body());
        }
        return out.toByteArray();
    }

    /** Reads the block and leaves the buffer behind it. */
    static List<Recipient> decode(ByteBuffer in) {
        int count = readByte(in);
        if (count == 0 || count > MAX_RECIPIENTS) {
            throw damaged("it names " + count + " recipients, not 1 to " + MAX_RECIPIENTS);
        }
        List<Recipient> recipients = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int kind = readByte(in);
            int length = readLength(in);
            if (length > in.remaining()) {
                throw damaged("a recipient of " + length + " bytes runs past its end");
            }
            byte[] body = new byte[length];
            in.get(body);
            recipients.add(Recipient.of(kind, body));
        }
        return List.copyOf(recipients);
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length >= TWO_BYTE_LIMIT) {
            throw new EncryptionException("A wrapped key of " + length + " bytes does not fit into an envelope", null);
        }
        if (length >= ONE_BYTE_LIMIT) {
            out.write(0x40 | length >>> 8);
        }
        out.write(length);
    }

    private static int readLength(ByteBuffer in) {
        int first = readByte(in);
        return switch (first >>> 6) {
            case 0 -> first;
            case 1 -> {
                int length = (first & 0x3F) << 8 | readByte(in);
                if (length < ONE_BYTE_LIMIT) {
                    throw damaged("a length is not in its shortest form");
                }
                yield length;
            }
            default -> throw damaged("a recipient is longer than " + (TWO_BYTE_LIMIT - 1) + " bytes");
        };
    }

    private static int readByte(ByteBuffer in) {
        if (!in.hasRemaining()) {
            throw damaged("it ends inside its recipients");
        }
        return Byte.toUnsignedInt(in.get());
    }

    private static EnvelopeFormatException damaged(String what) {
        return new EnvelopeFormatException(Reason.DAMAGED, "The envelope is damaged: " + what);
    }
}
