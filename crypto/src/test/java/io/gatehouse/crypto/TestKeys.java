package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.util.Base64;

/** Keys that nobody can take for real ones: 32 bytes that count up. */
public final class TestKeys {
    public static final KeyEncryptionKey KEK = KeyEncryptionKey.fromBase64(base64(0x00));
    public static final KeyEncryptionKey OLD_KEK = KeyEncryptionKey.fromBase64(base64(0x20));
    public static final KeyEncryptionKey OTHER_KEK = KeyEncryptionKey.fromBase64(base64(0x40));

    private TestKeys() {}

    public static byte[] counting(int start, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (start + i);
        }
        return bytes;
    }

    public static Secret base64(int start) {
        return Secret.ofText(Base64.getEncoder().encodeToString(counting(start, 32)));
    }
}
