package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes envelopes of secrets and secrets of envelopes, and tells the operator what it refused and why. */
final class EnvelopeSealer {
    private static final Logger LOG = LoggerFactory.getLogger(EnvelopeCipher.class);
    private static final byte[] NO_PLACE = {};

    /** A key may be evicted from a cache between its lease and its use; so often in a row is no chance. */
    private static final int ATTEMPTS = 5;

    private final DataKeySource dataKeys;
    private final KeyRing keys;
    private final Padding padding;

    EnvelopeSealer(DataKeySource dataKeys, KeyRing keys, Padding padding) {
        this.dataKeys = dataKeys;
        this.keys = keys;
        this.padding = padding;
    }

    Envelope seal(Secret secret, @Nullable Place place) {
        return again(() -> sealOnce(secret, place));
    }

    Secret open(Envelope envelope, @Nullable Place place) {
        if (envelope.schema() != schemaOf(place)) {
            throw refuse(envelope, place, place == null ? "it is bound to a place" : "it was bound to no place");
        }
        return again(() -> openOnce(envelope, place));
    }

    private Envelope sealOnce(Secret secret, @Nullable Place place) {
        int messageBytes = padding.paddedLength(secret.byteLength());
        try (DataKeySource.EncryptionLease lease = dataKeys.forEncryption(place, messageBytes)) {
            SealingKey key = lease.key();
            int flags = (lease.isShared() ? Header.FLAG_SHARED : 0) | (padding.pads() ? Header.FLAG_PADDED : 0);
            byte[] header = Header.encode(key.suite(), flags, schemaOf(place), key.id());
            return key.with(cipher -> {
                byte[] bound = cipher.bound(header, encoded(place));
                byte[] recipients = lease.recipients(bound);
                return secret.exposeContent(plaintext -> assemble(cipher, key.suite(), bound, recipients, plaintext));
            });
        }
    }

    private Envelope assemble(MessageCipher cipher, Suite suite, byte[] bound, byte[] recipients, byte[] plaintext) {
        byte[] message = padding.pads() ? padding.pad(plaintext) : plaintext;
        try {
            int payloadAt = bound.length + recipients.length;
            byte[] out = Arrays.copyOf(bound, payloadAt + message.length + MessageCipher.OVERHEAD_BYTES);
            System.arraycopy(recipients, 0, out, bound.length, recipients.length);
            if (recipients.length > 0) {
                Header.setInlineRecipients(out);
            }
            cipher.seal(message, bound, out, payloadAt);
            return Envelope.assembled(out, suite, payloadAt);
        } finally {
            if (padding.pads()) {
                Arrays.fill(message, (byte) 0);
            }
        }
    }

    private Secret openOnce(Envelope envelope, @Nullable Place place) {
        try (DataKeySource.Lease lease = dataKeys.forDecryption(envelope)) {
            return lease.key().with(cipher -> openWith(cipher, envelope, place));
        } catch (NoDataKeyException e) {
            throw refuse(envelope, place, Objects.requireNonNull(e.getMessage()));
        }
    }

    private Secret openWith(MessageCipher cipher, Envelope envelope, @Nullable Place place) {
        byte[] bound = envelope.bound();
        if (!cipher.isBoundTo(encoded(place), bound)) {
            throw refuse(
                    envelope,
                    place,
                    "it was made for another place, or its header or commitment was altered; if the row was moved, rebind"
                            + " it, else restore the value from a backup");
        }
        byte[] message = envelope.open(cipher, bound)
                .orElseThrow(() -> refuse(envelope, place, "its payload was altered; restore the value from a backup"));
        return envelope.isPadded() ? unpad(message, envelope, place) : Secret.adopt(message);
    }

    private Secret unpad(byte[] message, Envelope envelope, @Nullable Place place) {
        try {
            OptionalInt length = Padding.secretLength(message);
            if (length.isEmpty()) {
                throw refuse(envelope, place, "it was made with a padding that is none; its writer is at fault");
            }
            return Secret.adopt(Arrays.copyOf(message, length.getAsInt()));
        } finally {
            Arrays.fill(message, (byte) 0);
        }
    }

    /** Logs a refusal for the operator, and gives the exception for the caller, which says nothing of it. */
    DecryptionException refuse(Envelope envelope, @Nullable Place place, String reason) {
        return refuse(envelope, place == null ? "read as unbound" : "at " + place, reason);
    }

    DecryptionException refuse(Envelope envelope, String where, String reason) {
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

    /** Parses, and turns damage into the failure that tells the caller nothing. */
    static Envelope parse(Supplier<Envelope> parser) {
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

    private static <R> R again(Supplier<R> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (SealingKey.ClosedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static int schemaOf(@Nullable Place place) {
        return place == null ? Place.SCHEMA_UNBOUND : Place.SCHEMA;
    }

    private static byte[] encoded(@Nullable Place place) {
        return place == null ? NO_PLACE : place.encoded();
    }
}
