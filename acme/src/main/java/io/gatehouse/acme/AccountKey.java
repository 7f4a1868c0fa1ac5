package io.gatehouse.acme;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The key that is an ACME account: whoever holds it acts for the account (RFC 8555, section 6.2). The account itself is
 * found again at the CA by this key; no other state is needed.
 *
 * <p>Safe for use by many threads. The key is read, or made, when it is first needed.
 */
public final class AccountKey {
    private final String origin;
    private final Supplier<PrivateKey> source;
    private @Nullable KeyPair loaded;

    private AccountKey(String origin, Supplier<PrivateKey> source) {
        this.origin = origin;
        this.source = source;
    }

    /**
     * A key kept in a file. When the file is absent, a P-256 key is made and written as PKCS#8 PEM, readable by its owner
     * only. Any format that {@link PrivateKeys} reads is taken, a JWK among them, so the account of another client moves
     * in by its key file. The file must be closed to other users.
     */
    public static AccountKey file(Path file) {
        return new AccountKey(file.toString(), () -> readOrCreate(file));
    }

    /** A key already in memory. */
    public static AccountKey of(PrivateKey key) {
        return new AccountKey("memory", () -> key);
    }

    /**
     * The key and its public half.
     *
     * @throws io.gatehouse.core.SecureFileException if the file cannot be read or written or is open to other users
     * @throws io.gatehouse.core.pki.PrivateKeyException if it holds no private key that can be read
     */
    synchronized KeyPair keyPair() {
        KeyPair pair = loaded;
        if (pair == null) {
            pair = PrivateKeys.keyPair(source.get());
            loaded = pair;
        }
        return pair;
    }

    private static PrivateKey readOrCreate(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try (Secret content = SecureFiles.readSecret(file)) {
                return content.withBytes(AccountKey::parse);
            }
        }
        PrivateKey key = PrivateKeys.generate(KeyType.EC_P256).getPrivate();
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            SecureFiles.createDirectories(parent);
        }
        try (Secret pem = Secret.ofText(PrivateKeys.toPem(key))) {
            SecureFiles.write(file, pem);
        }
        return key;
    }

    private static PrivateKey parse(byte[] content) {
        return PrivateKeys.parse(content);
    }

    /** Where the key comes from, never the key. */
    @Override
    public String toString() {
        return "AccountKey[" + origin + "]";
    }
}
