package io.gatehouse.acme;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.PrivateKeyException;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in files: PEM in {@code x.pem}, or encrypted in {@code x.pem.enc} where there is a cipher. Both are read,
 * so a store that was begun without a cipher goes on with one. The name tells them apart: a server that is told to read
 * {@code privkey.pem} finds no file, and not one it cannot read. Safe for use by many threads.
 */
final class KeyFiles {
    private static final String ENCRYPTED = ".enc";

    private final @Nullable KeyCipher cipher;

    KeyFiles(@Nullable KeyCipher cipher) {
        this.cipher = cipher;
    }

    /** Without the ending that encrypted files have. */
    static String plainName(String fileName) {
        return fileName.endsWith(ENCRYPTED) ? fileName.substring(0, fileName.length() - ENCRYPTED.length()) : fileName;
    }

    /** Writes the key in place of the one before, in whichever form. */
    void write(Path plain, PrivateKey key) throws IOException {
        KeyCipher encryption = cipher;
        try (Secret pem = Secret.ofText(PrivateKeys.toPem(key))) {
            if (encryption == null) {
                SecureFiles.write(plain, pem);
                Files.deleteIfExists(encrypted(plain));
            } else {
                SecureFiles.write(encrypted(plain), encrypt(encryption, pem));
                Files.deleteIfExists(plain);
            }
        }
    }

    /** Whether there is a key, in whichever form; the one that is written here is looked for first. */
    boolean has(Path plain) {
        return cipher == null
                ? Files.exists(plain) || Files.exists(encrypted(plain))
                : Files.exists(encrypted(plain)) || Files.exists(plain);
    }

    /** The file that holds the key, in whichever form; empty if there is none. A link that leads nowhere is one. */
    Optional<Path> find(Path plain) {
        Path encrypted = encrypted(plain);
        if (Files.exists(encrypted, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(encrypted);
        }
        return Files.exists(plain, LinkOption.NOFOLLOW_LINKS) ? Optional.of(plain) : Optional.empty();
    }

    /**
     * @param file what {@link #find} found
     * @throws SecureFileException if it cannot be read, or is open to others
     * @throws PrivateKeyException if there is no key in it
     * @throws CertificateStoreException if it is encrypted and no key comes of it
     */
    PrivateKey read(Path file) {
        if (!file.toString().endsWith(ENCRYPTED)) {
            return PrivateKeys.read(file);
        }
        byte[] plain = decrypt(file);
        try {
            return PrivateKeys.parse(plain);
        } catch (PrivateKeyException e) {
            throw new CertificateStoreException(file + ", decrypted: " + e.getMessage(), e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Removes the key, in whichever form. Says whether there was one. */
    boolean delete(Path plain) throws IOException {
        boolean encrypted = Files.deleteIfExists(encrypted(plain));
        return Files.deleteIfExists(plain) || encrypted;
    }

    private static Path encrypted(Path plain) {
        return plain.resolveSibling(plain.getFileName() + ENCRYPTED);
    }

    private static byte[] encrypt(KeyCipher cipher, Secret pem) {
        byte[] plain = pem.exposeBytes();
        try {
            return cipher.encrypt(plain).clone();
        } catch (RuntimeException e) {
            throw new CertificateStoreException(
                    "The cipher of the certificate store did not encrypt a private key. Nothing was written; see the"
                            + " cause, and that the cipher's key can be reached.",
                    e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private byte[] decrypt(Path file) {
        KeyCipher decryption = cipher;
        if (decryption == null) {
            throw new CertificateStoreException(
                    file + " is encrypted. Open the store with the cipher it was written with:"
                            + " CertificateStore.directory(folder, cipher).",
                    null);
        }
        try (Secret content = SecureFiles.readSecret(file)) {
            return content.withBytes(decryption::decrypt);
        } catch (SecureFileException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CertificateStoreException(
                    "The cipher of the certificate store did not decrypt " + file
                            + ". Open the store with the cipher it was written with, and see that its key can be"
                            + " reached.",
                    e);
        }
    }
}
