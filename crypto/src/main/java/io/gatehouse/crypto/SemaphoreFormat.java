package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the column {@code access_key.secret} as Semaphore wrote it. One table may hold three forms:
 *
 * <ul>
 *   <li><b>encrypted</b>: base64 of a 12-byte nonce, the AES-256-GCM ciphertext and a 16-byte tag, so of 28 bytes or
 *       more, without associated data;
 *   <li><b>base64</b>: base64 of the secret itself, written while {@code access_key_encryption} was not set;
 *   <li><b>raw</b>: an SSH key as it is, which ends in a newline.
 * </ul>
 *
 * <p>Nothing in a value says which form it has. It is told apart by these rules, in this order; whatever they leave open
 * is refused, never guessed, since a ciphertext taken for a secret would be sealed as one and lost:
 *
 * <ol>
 *   <li>A value that ends in a newline is raw, and the newline belongs to it; unless it is, but for white space, base64
 *       of 28 bytes or more, which could be an encrypted value that gained a newline on its way: refused.
 *   <li>Any other value must be base64 with its padding, or is refused.
 *   <li>If it has 28 bytes or more and opens under the key, it is encrypted: the tag proves it.
 *   <li>If it has 28 bytes or more and does not open, it is base64 only if it is a JSON object, as Semaphore stores
 *       logins and SSH keys: valid UTF-8 without control characters, from <code>{"</code> to <code>}</code>. The nonce,
 *       ciphertext and tag of an encrypted value look so by chance with a probability below 2<sup>-50</sup>. All else
 *       is refused: another key, damage, or a plain text that could be either.
 *   <li>If it has fewer than 28 bytes it cannot be encrypted and is base64, provided it is text.
 * </ol>
 *
 * <p>{@linkplain #withoutKey() Without a key} rules 3 and 4 become one: it is base64 if it is text, which an encrypted
 * value is by chance with a probability below 2<sup>-30</sup>.
 *
 * <p>So a table with long plain texts in the base64 form takes two migrations: one with the key, which leaves those alone,
 * and one without, which reads them and leaves alone what may be encrypted.
 *
 * <p>The base64 and raw forms prove nothing about who wrote them: migrate a table you trust. Instances are immutable and
 * safe for use by several threads.
 */
public final class SemaphoreFormat implements ForeignFormat {
    private static final Logger LOG = LoggerFactory.getLogger(SemaphoreFormat.class);
    private static final String AES = "AES";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int MIN_ENCRYPTED_BYTES = NONCE_BYTES + TAG_BYTES;

    private final @Nullable SecretKeySpec key;

    private SemaphoreFormat(@Nullable SecretKeySpec key) {
        this.key = key;
    }

    /**
     * The format under a key.
     *
     * @param base64Key the value of {@code access_key_encryption}: base64 of 32 bytes; it is copied and may be closed
     *     afterwards
     * @throws KeyEncryptionKeyException if it is not base64, or not of 32 bytes
     */
    public static SemaphoreFormat with(Secret base64Key) {
        byte[] key = Keys.decode("Semaphore's access_key_encryption", base64Key);
        try {
            return new SemaphoreFormat(new SecretKeySpec(key, AES));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** The format of a table that was written while {@code access_key_encryption} was never set. */
    public static SemaphoreFormat withoutKey() {
        return new SemaphoreFormat(null);
    }

    @Override
    public Secret read(String stored) {
        if (stored.endsWith("\n")) {
            return readRaw(stored);
        }
        byte[] decoded = decodeBase64(stored)
                .orElseThrow(() -> new ForeignFormatException("This value of " + stored.length()
                        + " characters is neither base64 nor ends in a newline, so Semaphore did not write it"));
        try {
            return readDecoded(decoded);
        } finally {
            Arrays.fill(decoded, (byte) 0);
        }
    }

    private static Secret readRaw(String stored) {
        boolean mayBeEncrypted = decodeBase64(stored.replaceAll("\\s", ""))
                .filter(bytes -> bytes.length >= MIN_ENCRYPTED_BYTES)
                .isPresent();
        if (mayBeEncrypted) {
            throw new ForeignFormatException(
                    "This value of " + stored.length() + " characters ends in a newline, as a raw"
                            + " SSH key does, and is base64, as an encrypted value is; remove the newline if it is encrypted");
        }
        return Secret.ofText(stored);
    }

    private Secret readDecoded(byte[] decoded) {
        boolean mayBeEncrypted = decoded.length >= MIN_ENCRYPTED_BYTES;
        if (mayBeEncrypted && key != null) {
            Optional<byte[]> plaintext = open(key, decoded);
            if (plaintext.isPresent()) {
                return take(plaintext.get());
            }
            if (!isJsonObject(decoded)) {
                LOG.warn(
                        "Refused a value of {} bytes in Semaphore's format: it does not open under the key given and is"
                                + " no JSON object. It was written under another key, is damaged, or was never"
                                + " encrypted.",
                        decoded.length);
                throw new DecryptionException();
            }
        }
        if (!isText(decoded)) {
            throw new ForeignFormatException("This value decodes to " + decoded.length + " bytes that are not text"
                    + (mayBeEncrypted ? "; it may be encrypted: give the key" : ", too few to be encrypted"));
        }
        return Secret.ofBytes(decoded);
    }

    /** Nonce, ciphertext and tag of AES-256-GCM, without associated data. */
    private static Optional<byte[]> open(SecretKeySpec key, byte[] sealed) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, sealed, 0, NONCE_BYTES));
            return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("This JVM has no AES-256-GCM; check the list of security providers", e);
        }
    }

    private static Secret take(byte[] plaintext) {
        try {
            return Secret.ofBytes(plaintext);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /** Strict: one value has one base64 text. */
    private static Optional<byte[]> decodeBase64(String text) {
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            return decoded.length > 0
                            && Base64.getEncoder().encodeToString(decoded).equals(text)
                    ? Optional.of(decoded)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isJsonObject(byte[] bytes) {
        return bytes[0] == '{' && bytes[1] == '"' && bytes[bytes.length - 1] == '}' && isText(bytes);
    }

    private static boolean isText(byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r');
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
