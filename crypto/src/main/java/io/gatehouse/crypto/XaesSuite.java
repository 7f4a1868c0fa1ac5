package io.gatehouse.crypto;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.LowLevelCryptoCaller;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.aead.XAesGcmKey;
import com.google.crypto.tink.aead.subtle.XAesGcmAead;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Suite 1: XAES-256-GCM for the payload, and an HMAC-SHA256 that commits to the data key and the place, since GCM alone
 * commits to neither.
 */
final class XaesSuite {
    static final int NONCE_BYTES = 24;
    static final int TAG_BYTES = 16;
    static final int OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

    private static final byte VERSION_AND_SUITE = Suite.XAES_256_GCM.versionAndSuite();

    private XaesSuite() {}

    static byte[] commitment(byte[] dataKey, byte[] header, byte[] encodedPlace) {
        byte[] key = KeyDerivation.expand(dataKey, "gatehouse/v1/commit", VERSION_AND_SUITE);
        try {
            return KeyDerivation.hmac(key, header, encodedPlace);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Nonce, ciphertext and tag. */
    static byte[] seal(byte[] dataKey, byte[] plaintext, byte[] associatedData) {
        try {
            return aead(dataKey).encrypt(plaintext, associatedData);
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("The secret could not be encrypted with XAES-256-GCM", e);
        }
    }

    /** The plaintext, or empty if the payload is not authentic. */
    static Optional<byte[]> open(byte[] dataKey, byte[] payload, byte[] associatedData) {
        try {
            return Optional.of(aead(dataKey).decrypt(payload, associatedData));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    // Straight from the key to the primitive: no keyset and no registry that another library could change.
    @AccessesPartialKey
    @LowLevelCryptoCaller
    private static Aead aead(byte[] dataKey) throws GeneralSecurityException {
        byte[] key = KeyDerivation.expand(dataKey, "gatehouse/v1/encrypt", VERSION_AND_SUITE);
        try {
            return XAesGcmAead.create(XAesGcmKey.create(
                    PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE_NO_PREFIX,
                    SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()),
                    null));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
