package io.gatehouse.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;

/**
 * The KDF of NIST SP 800-108 in counter mode with HMAC-SHA256: one block,
 * {@code [1]₃₂ ‖ label ‖ 00 ‖ nonce ‖ [256]₃₂}.
 */
final class FipsMessageKeys implements MessageKeys {
    private static final byte[] COUNTER_AND_LABEL = ByteBuffer.allocate(25)
            .putInt(1)
            .put("gatehouse/v1/message".getBytes(StandardCharsets.US_ASCII))
            .array();
    private static final byte[] KEY_BITS =
            ByteBuffer.allocate(4).putInt(KeyDerivation.KEY_BYTES * Byte.SIZE).array();

    private final Mac mac;

    private FipsMessageKeys(Mac mac) {
        this.mac = mac;
    }

    static FipsMessageKeys of(byte[] encryptionKey) {
        return new FipsMessageKeys(KeyDerivation.hmac(encryptionKey));
    }

    @Override
    public byte[] derive(byte[] nonce, int offset) {
        mac.update(COUNTER_AND_LABEL);
        mac.update(nonce, offset, MessageCipher.HALF_NONCE_BYTES);
        return mac.doFinal(KEY_BITS);
    }
}
