package io.gatehouse.acme;

import java.util.function.UnaryOperator;

/**
 * What encrypts the private keys that a {@link CertificateStore} keeps, and nothing else in it: two functions from bytes
 * to bytes. Any authenticated encryption will do; Gatehouse's own fits in so:
 *
 * <pre>{@code
 * KeyCipher.of(
 *         plain -> cipher.encrypt(Secret.ofBytes(plain)).boundTo("acme", "private-key", 1).toBytes(),
 *         bytes -> cipher.decrypt(bytes).boundTo("acme", "private-key", 1).exposeBytes())
 * }</pre>
 *
 * <p>The plain bytes are a key as PEM. Neither function may keep or change the array it is given, which is wiped
 * afterwards. What it encrypted once must be decrypted for as long as the certificate is kept, so keep old keys to decrypt
 * with. Both are called by many threads at once. Whatever a function throws reaches the caller as the cause of a {@link
 * CertificateStoreException}.
 */
public interface KeyCipher {

    /** A cipher of these two functions. */
    static KeyCipher of(UnaryOperator<byte[]> encrypt, UnaryOperator<byte[]> decrypt) {
        return new KeyCipher() {
            @Override
            public byte[] encrypt(byte[] plain) {
                return encrypt.apply(plain);
            }

            @Override
            public byte[] decrypt(byte[] encrypted) {
                return decrypt.apply(encrypted);
            }
        };
    }

    /** The encrypted form. */
    byte[] encrypt(byte[] plain);

    /** The plain form of what {@link #encrypt} returned; throws if it is anything else. */
    byte[] decrypt(byte[] encrypted);
}
