package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that holds a random key-encryption key, wrapped under a passphrase.
 *
 * <p>One line: {@code gatehouse-passphrase-key-v1}, the parameters and the salt of Argon2id (RFC 9106) as in a PHC string,
 * and the key wrapped (RFC 3394) under what Argon2id makes of the passphrase. So a new passphrase changes no stored secret:
 * the key stays. Whoever takes the file can try passphrases on it, at the price of Argon2id for each: keep it as you keep
 * keys.
 *
 * <p>The passphrase is taken as bytes; line ends after it are ignored, since editors and shells leave them. Safe for use by
 * many threads; two changes of one file at once leave one of them, whole.
 */
public final class PassphraseKeyFile {
    private static final String MAGIC = "gatehouse-passphrase-key-v1";
    private static final Pattern LINE = Pattern.compile(MAGIC
            + " (\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,7}),t=([1-9][0-9]{0,2}),p=([1-9][0-9]?)\\$([A-Za-z0-9+/]{22,86}))"
            + " ([A-Za-z0-9+/]{54})\\s*");
    /** Below these, guessing is too cheap. */
    private static final int MIN_PASSPHRASE_BYTES = 12;

    private static final int SALT_BYTES = 16;

    private PassphraseKeyFile() {}

    /**
     * Draws a key and writes it under the passphrase, readable by the owner alone. An existing file is never replaced: it
     * may hold the only copy of a key.
     *
     * @param passphrase at least 12 bytes; six random words are good
     * @throws KeyEncryptionKeyException if the file exists, or the passphrase is too short
     * @throws io.gatehouse.core.SecureFileException if the file cannot be written
     */
    public static void create(Path file, Secret passphrase) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new KeyEncryptionKeyException(
                    file + " exists already and may hold the only copy of a key. Choose another"
                            + " name, or change its passphrase instead");
        }
        try (Secret key = Secret.random(KeyDerivation.KEY_BYTES)) {
            write(file, key, passphrase);
        }
    }

    /**
     * Opens the key in the file. Argon2id takes a good part of a second and 64 MiB, unless the file asks for more.
     *
     * @throws KeyEncryptionKeyException if the passphrase is wrong, or the file is damaged or weaker than this version
     *     allows
     * @throws io.gatehouse.core.SecureFileException if the file cannot be read, or is open to others
     */
    public static KeyEncryptionKey open(Path file, Secret passphrase) {
        try (Secret key = read(file, passphrase)) {
            return KeyEncryptionKey.fromBytes(key);
        }
    }

    /**
     * Writes the same key under another passphrase and the parameters of this version, in place of the old file. Copies of
     * the old file open with the old passphrase as before: if it became known, rotate to another key.
     *
     * @throws KeyEncryptionKeyException if the old passphrase is wrong, or the new one too short
     * @throws io.gatehouse.core.SecureFileException if the file cannot be read or written, or is open to others
     */
    public static void changePassphrase(Path file, Secret oldPassphrase, Secret newPassphrase) {
        try (Secret key = read(file, oldPassphrase)) {
            write(file, key, newPassphrase);
        }
    }

    private static void write(Path file, Secret key, Secret passphrase) {
        byte[] phrase = phrase(passphrase);
        try (Secret salt = Secret.random(SALT_BYTES)) {
            if (phrase.length < MIN_PASSPHRASE_BYTES) {
                throw new KeyEncryptionKeyException("The passphrase has fewer than " + MIN_PASSPHRASE_BYTES
                        + " bytes; take six random words, or a key file without a passphrase");
            }
            String parameters = Argon2id.DEFAULT.text() + "$"
                    + Base64.getEncoder().withoutPadding().encodeToString(salt.exposeBytes());
            byte[] wrapped =
                    wrapping(Argon2id.DEFAULT, phrase, salt.exposeBytes()).wrap(key.exposeBytes(), binding(parameters));
            String line = MAGIC + " " + parameters + " "
                    + Base64.getEncoder().withoutPadding().encodeToString(wrapped) + "\n";
            SecureFiles.write(file, line.getBytes(StandardCharsets.US_ASCII));
        } finally {
            Arrays.fill(phrase, (byte) 0);
        }
    }

    private static Secret read(Path file, Secret passphrase) {
        byte[] phrase = phrase(passphrase);
        try (Secret content = SecureFiles.readSecret(file)) {
            Matcher line = content.withBytes(bytes -> LINE.matcher(new String(bytes, StandardCharsets.ISO_8859_1)));
            if (!line.matches()) {
                throw new KeyEncryptionKeyException(file + " is not a passphrase key file of version 1, or is damaged."
                        + " Restore it from a backup, or name the right file");
            }
            Argon2id parameters = parameters(file, line);
            byte[] salt = Base64.getDecoder().decode(line.group(5));
            byte[] wrapped = Base64.getDecoder().decode(line.group(6));
            Optional<byte[]> key = wrapping(parameters, phrase, salt).unwrap(wrapped, binding(line.group(1)));
            return key.map(PassphraseKeyFile::take)
                    .orElseThrow(() -> new KeyEncryptionKeyException("The passphrase does not open " + file
                            + ", or a byte of the file changed. Check the passphrase, then compare the file with a"
                            + " backup"));
        } finally {
            Arrays.fill(phrase, (byte) 0);
        }
    }

    private static Argon2id parameters(Path file, Matcher line) {
        Argon2id parameters = new Argon2id(
                Integer.parseInt(line.group(2)), Integer.parseInt(line.group(3)), Integer.parseInt(line.group(4)));
        if (!parameters.isAcceptable()) {
            throw new KeyEncryptionKeyException(file + " asks for " + parameters.text() + ", outside " + Argon2id.LIMITS
                    + ". Make the file with PassphraseKeyFile, and look who changed this one");
        }
        return parameters;
    }

    private static LocalKey wrapping(Argon2id parameters, byte[] phrase, byte[] salt) {
        byte[] derived = parameters.derive(phrase, salt);
        try {
            return LocalKey.of(derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private static Secret take(byte[] key) {
        Secret secret = Secret.ofBytes(key);
        Arrays.fill(key, (byte) 0);
        return secret;
    }

    private static byte[] binding(String parameters) {
        return (MAGIC + " " + parameters).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] phrase(Secret passphrase) {
        byte[] bytes = passphrase.exposeBytes();
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        byte[] phrase = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return phrase;
    }
}
