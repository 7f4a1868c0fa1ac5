package io.gatehouse.crypto;

import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/** The algorithms of an envelope. The header of each names its suite, so that they may stand side by side in a column. */
public enum Suite {
    /**
     * XAES-256-GCM (C2SP) and an HMAC-SHA256 commitment: the default. Its nonces have 192 bits, so that they may be drawn
     * at random for as long as a data key lives.
     */
    XAES_256_GCM(1) {
        @Override
        MessageKeys messageKeys(byte[] encryptionKey) {
            return XaesMessageKeys.of(encryptionKey);
        }

        @Override
        Commitments commitments(byte[] commitmentKey) {
            return HmacSha256.of(commitmentKey);
        }
    },

    /**
     * Algorithms that NIST approves, and no others: AES-256-GCM under a key of its own for each nonce prefix, by the KDF of
     * SP 800-108 in counter mode with HMAC-SHA256, and the same commitment. All are asked of the JVM's security providers
     * in their order, so a validated provider that is registered first does the work.
     */
    FIPS_AES_256_GCM(2) {
        @Override
        MessageKeys messageKeys(byte[] encryptionKey) {
            return FipsMessageKeys.of(encryptionKey);
        }

        // HMAC as the provider has it: one put together from its SHA-256 would not be a validated HMAC.
        @Override
        Commitments commitments(byte[] commitmentKey) {
            Mac mac = KeyDerivation.hmac(commitmentKey);
            return (bound, encodedPlace) -> {
                mac.update(bound, 0, Header.BYTES);
                mac.update(encodedPlace);
                write(mac, bound);
            };
        }
    };

    private static final int VERSION = 1;
    private static final List<Suite> ALL = List.of(values());

    private final int number;

    Suite(int number) {
        this.number = number;
    }

    /** What derives the AES-256-GCM key of a message. The array stays the caller's to wipe. */
    abstract MessageKeys messageKeys(byte[] encryptionKey);

    /** What commits to a place. The array stays the caller's to wipe. */
    abstract Commitments commitments(byte[] commitmentKey);

    /** Byte 1 of an envelope: version 1 in the high four bits, the suite in the low four. */
    byte versionAndSuite() {
        return (byte) (VERSION << 4 | number);
    }

    /** The suite of a number that stands in a header. */
    static Optional<Suite> of(int number) {
        for (Suite suite : ALL) {
            if (suite.number == number) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }

    private static void write(Mac mac, byte[] bound) {
        try {
            mac.doFinal(bound, Header.BYTES);
        } catch (ShortBufferException e) {
            throw new EncryptionException("The HMAC of " + mac.getProvider() + " has not 32 bytes", e);
        }
    }
}
