package io.gatehouse.acme;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    private final @Nullable Path file;
    private final @Nullable URI account;
    private @Nullable KeyPair loaded;

    private AccountKey(String origin, Supplier<PrivateKey> source, @Nullable Path file, @Nullable URI account) {
        this.origin = origin;
        this.source = source;
        this.file = file;
        this.account = account;
    }

    /**
     * A key kept in a file. When the file is absent, a P-256 key is made and written as PKCS#8 PEM, readable by its owner
     * only. Any format that {@link PrivateKeys} reads is taken, a JWK among them, so the account of another client moves
     * in by its key file. The file must be closed to other users.
     */
    public static AccountKey file(Path file) {
        return new AccountKey(file.toString(), () -> readOrCreate(file), file, null);
    }

    /** A key already in memory. */
    public static AccountKey of(PrivateKey key) {
        return new AccountKey("memory", () -> key, null, null);
    }

    /**
     * A key in any format that {@link PrivateKeys} reads: PEM, or a JWK as in Lemur's {@code ACME_PRIVATE_KEY}.
     *
     * @throws io.gatehouse.core.pki.PrivateKeyException if it is none that can be read
     */
    public static AccountKey of(Secret pemOrJwk) {
        return of(pemOrJwk.withBytes(AccountKey::parse));
    }

    /**
     * The same key with the account's address at the CA, so that the CA is not asked for it. The two must belong together,
     * and so must the address and the directory.
     *
     * @throws InvalidModelException if it is no {@code https} address
     */
    public AccountKey account(URI location) {
        if (!"https".equalsIgnoreCase(location.getScheme()) || location.getHost() == null) {
            throw new InvalidModelException(
                    "ACME account",
                    List.of(new Problem("location", "is \"" + location + "\"; give the account's https address")));
        }
        return new AccountKey(origin, source, file, location);
    }

    /**
     * The same key with the registration that another client kept: JSON with a {@code uri} that is the account's address,
     * as in Lemur's {@code ACME_REGR} and in certbot's {@code regr.json}.
     *
     * @throws InvalidModelException if there is no such address in it
     */
    public AccountKey registration(String json) {
        return account(AcmeClient.addressIn(json)
                .orElseThrow(() -> new InvalidModelException(
                        "ACME account",
                        List.of(new Problem(
                                "registration", "has no \"uri\"; give {\"body\": {}, \"uri\": \"https://…\"}")))));
    }

    /** The account's address, where it was given. */
    Optional<URI> account() {
        return Optional.ofNullable(account);
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

    /** The key of a roll-over that has begun and may or may not have come to its end. */
    Optional<KeyPair> staged() {
        Path next = file == null ? null : nextTo(file);
        return next != null && Files.exists(next, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(PrivateKeys.keyPair(read(next)))
                : Optional.empty();
    }

    /** Makes the key of a roll-over, of the kind of this one, and puts it beside it; one that is there already is kept. */
    KeyPair stage() {
        if (file == null) {
            throw new IllegalStateException(
                    "The account's key is not in a file, so that a new one has no place to be kept. Use rollKey(next).");
        }
        Optional<KeyPair> begun = staged();
        if (begun.isPresent()) {
            return begun.get();
        }
        KeyType kind = KeyTypes.of(keyPair().getPublic()).orElse(KeyType.EC_P256);
        KeyPair made = PrivateKeys.generate(kind);
        write(nextTo(file), made.getPrivate());
        return made;
    }

    /** Lets the key of a roll-over take the place of this one, in one step. */
    synchronized void promote() {
        Path place = Objects.requireNonNull(file, "file");
        try {
            Files.move(nextTo(place), place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CertificateStoreException(
                    "The account's new key is the account's now, and stays in " + nextTo(place)
                            + ", for it cannot be moved to " + place + ": " + e
                            + ". See that the folder has room and is writable; the next use tries again.",
                    e);
        }
        SecureFiles.syncDirectory(folderOf(place));
        loaded = null;
    }

    /** Looks at the file again when the key is next needed: whoever shares it may have ended a roll-over. */
    synchronized void reread() {
        loaded = null;
    }

    private static Path nextTo(Path file) {
        return folderOf(file).resolve(file.getFileName() + ".next");
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
    }

    private static PrivateKey readOrCreate(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return read(file);
        }
        PrivateKey key = PrivateKeys.generate(KeyType.EC_P256).getPrivate();
        SecureFiles.createDirectories(folderOf(file));
        write(file, key);
        return key;
    }

    private static PrivateKey read(Path file) {
        try (Secret content = SecureFiles.readSecret(file)) {
            return content.withBytes(AccountKey::parse);
        }
    }

    private static void write(Path file, PrivateKey key) {
        try (Secret pem = Secret.ofText(PrivateKeys.toPem(key))) {
            SecureFiles.write(file, pem);
        }
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
