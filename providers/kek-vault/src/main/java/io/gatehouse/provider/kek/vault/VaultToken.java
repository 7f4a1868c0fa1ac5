package io.gatehouse.provider.kek.vault;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client shows to the server: a token that was handed over, or that of a file, which Vault Agent renews. Safe for use
 * by several threads.
 *
 * <p>Who may read the file is left to Vault Agent, which writes it for the group too.
 */
final class VaultToken {
    private static final int MAX_BYTES = 16_384;
    /** What a header of HTTP takes, and more than any token has. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    private final Optional<Path> file;
    private volatile Secret current;

    private VaultToken(Optional<Path> file, Secret current) {
        this.file = file;
        this.current = current;
    }

    static VaultToken of(Secret token) {
        return new VaultToken(Optional.empty(), token);
    }

    /**
     * Reads the token of a file.
     *
     * @throws KeyEncryptionKeyException if there is none
     */
    static VaultToken inFile(Path file) {
        return new VaultToken(Optional.of(file), read(file));
    }

    Secret current() {
        return current;
    }

    /**
     * Reads the file again, and tells whether there is another token than the one that the server has refused.
     *
     * @throws KeyEncryptionKeyException if there is none
     */
    boolean isRenewedSince(Secret refused) {
        file.ifPresent(path -> current = read(path));
        return !current.equals(refused);
    }

    private static Secret read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
            if (!TOKEN.matcher(text).matches()) {
                throw new KeyEncryptionKeyException("token-file " + file + " holds no token but " + text.length()
                        + " characters of something else; have Vault Agent write the bare token there");
            }
            return Secret.ofText(text);
        } catch (IOException e) {
            throw new KeyEncryptionKeyException(
                    "token-file " + file + " cannot be read; does Vault Agent run, and may this process read it?", e);
        }
    }
}
