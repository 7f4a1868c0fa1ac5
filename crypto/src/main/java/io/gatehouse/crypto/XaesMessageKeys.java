package io.gatehouse.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key derivation of XAES-256-GCM (C2SP, {@code XAES-256-GCM.md}): two blocks of AES-CMAC in the counter mode of NIST
 * SP 800-108, over {@code 00 01 58 00 ‖ nonce} and {@code 00 02 58 00 ‖ nonce}.
 */
final class XaesMessageKeys implements MessageKeys {
    private static final int BLOCK_BYTES = 16;
    private static final int PREFIX_AT = BLOCK_BYTES - MessageCipher.HALF_NONCE_BYTES;
    private static final int LABEL = 0x58;
    /** The feedback of doubling in GF(2^128), of AES-CMAC (RFC 4493, section 2.3). */
    private static final int REDUCTION = 0x87;

    private final Cipher aes;
    private final byte[] subkey;
    private final byte[] blocks = new byte[2 * BLOCK_BYTES];

    private XaesMessageKeys(Cipher aes, byte[] subkey) {
        this.aes = aes;
        this.subkey = subkey;
    }

    // Single blocks, none of them ever twice for two purposes: this is AES as CMAC uses it, not a mode of encryption.
    @SuppressWarnings("InsecureCryptoUsage")
    static XaesMessageKeys of(byte[] encryptionKey) {
        try {
            Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(encryptionKey, "AES"));
            return new XaesMessageKeys(aes, twice(aes.doFinal(new byte[BLOCK_BYTES])));
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("This JVM has no AES-256; check the list of security providers", e);
        }
    }

    @Override
    public byte[] derive(byte[] nonce, int offset) {
        fillBlock(0, nonce, offset);
        fillBlock(1, nonce, offset);
        try {
            return aes.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("AES-256 failed on two whole blocks; check the security provider", e);
        }
    }

    /** Both messages fill their block, so that CMAC comes down to AES of the message XOR the first subkey. */
    private void fillBlock(int index, byte[] nonce, int offset) {
        int at = index * BLOCK_BYTES;
        System.arraycopy(subkey, 0, blocks, at, BLOCK_BYTES);
        blocks[at + 1] ^= (byte) (index + 1);
        blocks[at + 2] ^= LABEL;
        for (int i = 0; i < MessageCipher.HALF_NONCE_BYTES; i++) {
            blocks[at + PREFIX_AT + i] ^= nonce[offset + i];
        }
    }

    private static byte[] twice(byte[] block) {
        byte[] doubled = new byte[BLOCK_BYTES];
        int carry = 0;
        for (int i = BLOCK_BYTES - 1; i >= 0; i--) {
            int value = Byte.toUnsignedInt(block[i]);
            doubled[i] = (byte) (value << 1 | carry);
            carry = value >>> 7;
        }
        // Without a branch on a bit of the key.
        doubled[BLOCK_BYTES - 1] ^= (byte) (-carry & REDUCTION);
        return doubled;
    }
}
