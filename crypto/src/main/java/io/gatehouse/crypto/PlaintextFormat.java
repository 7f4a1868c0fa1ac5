package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.util.Locale;

/**
 * Secrets that were stored in the clear: each value is the secret itself.
 *
 * <p>It cannot tell a secret from anything else that stands in the column, such as a value that another product encrypted
 * or that is base64 of the secret: look first. What claims to be an envelope it refuses, so that none is ever sealed a
 * second time, even if it is damaged, in other letter case or with white space around it.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class PlaintextFormat implements ForeignFormat {
    private static final PlaintextFormat AS_STORED = new PlaintextFormat();

    private PlaintextFormat() {}

    /** Takes every value as it is stored, for a column that holds nothing but secrets in the clear. */
    public static PlaintextFormat asStored() {
        return AS_STORED;
    }

    @Override
    public Secret read(String stored) {
        String start = stored.substring(0, Math.min(stored.length(), 64));
        if (Envelope.isEnvelope(start.strip().toLowerCase(Locale.ROOT))) {
            throw claimsToBeAnEnvelope();
        }
        try {
            return Secret.ofText(stored);
        } catch (IllegalArgumentException e) {
            throw new ForeignFormatException("This value holds half a surrogate pair, which no text has");
        }
    }

    @Override
    public Secret read(byte[] stored) {
        if (Envelope.isEnvelope(stored)) {
            throw claimsToBeAnEnvelope();
        }
        return Secret.ofBytes(stored);
    }

    private static ForeignFormatException claimsToBeAnEnvelope() {
        return new ForeignFormatException(
                "This value begins as an envelope does, so it is not taken for a secret in the clear");
    }
}
