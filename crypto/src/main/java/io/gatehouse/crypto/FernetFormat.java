package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads Fernet tokens, as pyca/cryptography's {@code Fernet} and {@code MultiFernet} write them and Lemur stores them:
 * base64url of the byte 0x80, a time of 8 bytes, an initialization vector of 16, the AES-128-CBC ciphertext and an
 * HMAC-SHA256 over all that. See the Fernet specification, version 0x80.
 *
 * <p>A token is tried under each key, as {@code MultiFernet} does, and is opened only after its HMAC was found to be
 * right. How old it is makes no difference: a stored secret does not expire by being stored.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class FernetFormat implements ForeignFormat {
    private static final Logger LOG = LoggerFactory.getLogger(FernetFormat.class);
    private static final byte VERSION = (byte) 0x80;
    private static final int HALF_KEY_BYTES = 16;
    private static final int IV_AT = 9;
    private static final int BLOCK_BYTES = 16;
    private static final int CIPHERTEXT_AT = IV_AT + BLOCK_BYTES;
    private static final int HMAC_BYTES = 32;

    private record Key(SecretKeySpec signing, SecretKeySpec encryption) {}

    private final List<Key> keys;

    private FernetFormat(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * The format under one key.
     *
     * @param key what {@code Fernet.generate_key()} gave: base64url of 32 bytes; it is copied and may be closed afterwards
     * @throws KeyEncryptionKeyException if it is not base64url, or not of 32 bytes
     */
    public static FernetFormat with(Secret key) {
        return with(List.of(key));
    }

    /**
     * The format under any of several keys, such as Lemur's {@code LEMUR_ENCRYPTION_KEYS}.
     *
     * @param keys each as for one key
     * @throws KeyEncryptionKeyException if there is none, or one is not base64url, or not of 32 bytes
     */
    public static FernetFormat with(List<Secret> keys) {
        if (keys.isEmpty()) {
            throw new KeyEncryptionKeyException("No Fernet key was given; pass each key that tokens were written with");
        }
        List<Key> parsed = new ArrayList<>();
        for (Secret key : keys) {
            parsed.add(parse("Fernet key " + (parsed.size() + 1) + " of " + keys.size(), key));
        }
        return new FernetFormat(parsed);
    }

    @Override
    public Secret read(String stored) {
        byte[] token = decode(stored);
        int ciphertextBytes = token.length - CIPHERTEXT_AT - HMAC_BYTES;
        if (ciphertextBytes < BLOCK_BYTES || ciphertextBytes % BLOCK_BYTES != 0 || token[0] != VERSION) {
            throw new ForeignFormatException("This value of " + stored.length() + " characters is base64url of "
                    + token.length + " bytes, but no Fernet token of version 0x80");
        }
        try {
            for (Key key : keys) {
                if (isAuthentic(token, key)) {
                    return decrypt(token, key);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("A Fernet token could not be opened: " + e.getMessage(), e);
        }
        LOG.warn(
                "Refused a Fernet token of {} bytes: its HMAC is not that of any of the {} keys given. It was written"
                        + " under another key, or is damaged.",
                token.length,
                keys.size());
        throw new DecryptionException();
    }

    private static boolean isAuthentic(byte[] token, Key key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key.signing());
        mac.update(token, 0, token.length - HMAC_BYTES);
        return MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(token, token.length - HMAC_BYTES, token.length));
    }

    private static Secret decrypt(byte[] token, Key key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, key.encryption(), new IvParameterSpec(token, IV_AT, BLOCK_BYTES));
        byte[] plaintext = cipher.doFinal(token, CIPHERTEXT_AT, token.length - CIPHERTEXT_AT - HMAC_BYTES);
        try {
            return Secret.ofBytes(plaintext);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /** Strict: one token has one text. */
    private static byte[] decode(String stored) {
        try {
            byte[] token = Base64.getUrlDecoder().decode(stored);
            if (token.length > 0 && Base64.getUrlEncoder().encodeToString(token).equals(stored)) {
                return token;
            }
        } catch (IllegalArgumentException e) {
            // Said below: the decoder's own words quote the text.
        }
        throw new ForeignFormatException("This value of " + stored.length()
                + " characters is not base64url with its padding, so no Fernet token");
    }

    private static Key parse(String what, Secret base64) {
        byte[] key;
        try (Secret standard = base64.withBytes(FernetFormat::urlToStandard)) {
            key = Keys.decode(what, standard);
        }
        try {
            return new Key(
                    new SecretKeySpec(key, 0, HALF_KEY_BYTES, "HmacSHA256"),
                    new SecretKeySpec(key, HALF_KEY_BYTES, HALF_KEY_BYTES, "AES"));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** The text in the other alphabet of base64; the copy lent is changed in place. */
    private static Secret urlToStandard(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i]);
        }
        return Secret.ofBytes(text);
    }
}
