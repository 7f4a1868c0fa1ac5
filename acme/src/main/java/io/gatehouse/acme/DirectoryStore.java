package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in certbot's shape.
 *
 * <pre>
 * archive/shop/cert1.pem chain1.pem fullchain1.pem privkey1.pem    version 1, never touched again
 * archive/shop/v1/cert.pem -> ../cert1.pem, and so on               version 1 under the names servers ask for
 * archive/shop/privkey-staged.pem                                   the key of an order under way
 * live/shop -> ../archive/shop/v1                                   the pointer
 * state/order/shop                                                  a document
 * locks/shop                                                        a lock
 * </pre>
 *
 * <p>certbot itself makes {@code live/shop} a folder of four links and moves them one by one, so a crash or a reload in
 * between pairs the new certificate with the old key. Here all four change with one {@code rename} of one link: POSIX
 * makes that atomic, and the folder is synced after it. Everything the new pointer leads to is on disk before, so a crash
 * at any step leaves the old version served, its successor's key staged, and at worst some files in {@code archive} that
 * no pointer names.
 */
final class DirectoryStore implements CertificateStore {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryStore.class);
    private static final int STRIPES = 64;

    private final Path folder;
    private final KeyFiles keys;
    private final StateFolder states;
    private final LockFolder locks;
    /** One writer for a name at a time; names that share a stripe wait for each other, which costs a little time only. */
    private final Object[] stripes = Stream.generate(Object::new).limit(STRIPES).toArray();

    DirectoryStore(Path folder, @Nullable KeyCipher cipher) {
        this.folder = folder.toAbsolutePath();
        this.keys = new KeyFiles(cipher);
        this.states = new StateFolder(this.folder.resolve("state"));
        this.locks = new LockFolder(this.folder.resolve("locks"));
    }

    @Override
    public List<String> names() {
        Path live = live();
        if (!Files.isDirectory(live)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(live)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .filter(entry -> Files.exists(entry.resolve(PemFile.FULLCHAIN.link())))
                    .map(entry -> FileNames.decode(entry.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw failed("list", live, e);
        }
    }

    @Override
    public Optional<CertificateBundle> current(String name) {
        Path pointer = pointer(name);
        if (!Files.exists(pointer, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            // The pointer is followed once: a renewal in between cannot pair one version's chain with another's key.
            Path links = pointer.toRealPath();
            return Optional.of(
                    currentVersion(name).isPresent() ? Archive.readBack(links, keys) : Archive.readLinks(links, keys));
        } catch (IOException | GatehouseException e) {
            throw failed("read the certificate at", pointer, e);
        }
    }

    @Override
    public Optional<X509Certificate> servableLeaf(String name) {
        try {
            OptionalInt version = currentVersion(name);
            return version.isPresent()
                    ? archive(name).servableLeaf(version.getAsInt())
                    : CertificateStore.super.servableLeaf(name);
        } catch (IOException | GatehouseException e) {
            throw failed("read the certificate at", pointer(name), e);
        }
    }

    @Override
    public Optional<Path> folder(String name) {
        return Optional.of(pointer(name));
    }

    @Override
    public List<CertificateVersion> versions(String name) {
        requireOurPointer(name);
        Archive archive = archive(name);
        try {
            int current = currentVersion(name).orElse(0);
            return archive.versions().stream()
                    .map(number -> describe(number, archive.readWithoutKey(number), number == current))
                    .toList();
        } catch (IOException | UncheckedIOException | GatehouseException e) {
            throw failed("read the versions in", archiveFolder(name), e);
        }
    }

    private static CertificateVersion describe(int number, CertificateBundle bundle, boolean current) {
        return new CertificateVersion(number, bundle.notBefore(), bundle.notAfter(), bundle.serialNumber(), current);
    }

    @Override
    public Optional<CertificateBundle> version(String name, int number) {
        requireOurPointer(name);
        Archive archive = archive(name);
        try {
            return archive.has(number) ? Optional.of(archive.read(number)) : Optional.empty();
        } catch (GatehouseException e) {
            throw failed("read version " + number + " in", archiveFolder(name), e);
        }
    }

    @Override
    public void stageKey(String name, PrivateKey key) {
        synchronized (stripe(name)) {
            requireOurPointer(name);
            try {
                SecureFiles.createDirectories(live());
                archive(name).stage(key);
            } catch (IOException | GatehouseException e) {
                throw failed("stage a key in", archiveFolder(name), e);
            }
        }
    }

    @Override
    public Optional<PrivateKey> stagedKey(String name) {
        try {
            Optional<PrivateKey> staged = archive(name).staged();
            return staged.isEmpty() || isSpent(name, staged.get()) ? Optional.empty() : staged;
        } catch (IOException | GatehouseException e) {
            throw failed("read the staged key in", archiveFolder(name), e);
        }
    }

    @Override
    public void commit(String name, CertificateBundle bundle) {
        change(name, "commit a certificate to", archive -> {
            point(name, archive.add(bundle));
            // The commit stands, whatever becomes of this: a key left behind counts as spent all the same.
            unstageQuietly(name, archive);
        });
    }

    @Override
    public void rollBack(String name, int number) {
        change(name, "roll back in", archive -> {
            if (!archive.has(number)) {
                throw new CertificateStoreException(
                        "\"" + name + "\" has no version " + number + "; it has " + archive.versions()
                                + ". Use one of those.",
                        null);
            }
            // A version that cannot be read must not take the place of one that can.
            archive.read(number);
            point(name, number);
        });
    }

    @Override
    public void withdraw(String name) {
        change(name, "withdraw a certificate from", archive -> {
            if (Files.deleteIfExists(pointer(name))) {
                SecureFiles.syncDirectory(live());
            }
        });
    }

    @Override
    public Optional<byte[]> state(StateKind kind, String name) {
        return states.read(kind, name);
    }

    @Override
    public void putState(StateKind kind, String name, byte[] document) {
        states.write(kind, name, document);
    }

    @Override
    public void removeState(StateKind kind, String name) {
        states.remove(kind, name);
    }

    @Override
    public List<String> states(StateKind kind) {
        return states.names(kind);
    }

    @Override
    public StoreLock lock(String name, Duration patience) {
        return locks.lock(name, patience);
    }

    private interface Change {
        void in(Archive archive) throws IOException;
    }

    /** Every change of the pointer. */
    private void change(String name, String attempted, Change change) {
        synchronized (stripe(name)) {
            requireOurPointer(name);
            Archive archive = archive(name);
            try {
                // Left by a commit that was cut short after its swap: once the pointer moves on, nothing tells it from
                // a
                // key whose certificate is still to come.
                unstageIfSpent(name, archive);
                change.in(archive);
            } catch (CertificateStoreException e) {
                throw e;
            } catch (IOException | UncheckedIOException | GatehouseException e) {
                throw failed(attempted, archiveFolder(name), e);
            }
        }
    }

    private void unstageIfSpent(String name, Archive archive) throws IOException {
        if (isSpent(name, archive)) {
            archive.unstage();
        }
    }

    private void unstageQuietly(String name, Archive archive) {
        try {
            unstageIfSpent(name, archive);
        } catch (IOException | GatehouseException e) {
            LOG.warn("{} holds a key that is spent and cannot be removed: {}", archiveFolder(name), e.getMessage(), e);
        }
    }

    /** A staged key or a current version that cannot be read must not stand in the way of those that can. */
    private boolean isSpent(String name, Archive archive) {
        try {
            Optional<PrivateKey> staged = archive.staged();
            return staged.isPresent() && isSpent(name, staged.get());
        } catch (IOException | GatehouseException e) {
            return false;
        }
    }

    private boolean isSpent(String name, PrivateKey staged) throws IOException {
        OptionalInt current = currentVersion(name);
        return current.isPresent()
                && archive(name)
                        .readWithoutKey(current.getAsInt())
                        .leaf()
                        .getPublicKey()
                        .equals(PrivateKeys.publicKeyOf(staged));
    }

    /** The number of the version that the pointer names; empty if there is none, or the pointer is not ours. */
    private OptionalInt currentVersion(String name) throws IOException {
        try {
            return Archive.version(
                    Files.readSymbolicLink(pointer(name)).getFileName().toString());
        } catch (NotLinkException | NoSuchFileException e) {
            return OptionalInt.empty();
        }
    }

    private void point(String name, int version) throws IOException {
        SecureFiles.createDirectories(live());
        String file = FileNames.encode(name);
        Path prepared = live().resolve("." + file + ".next");
        Files.deleteIfExists(prepared);
        Files.createSymbolicLink(prepared, Path.of("..", "archive", file, Archive.links(version)));
        Files.move(prepared, pointer(name), StandardCopyOption.ATOMIC_MOVE);
        SecureFiles.syncDirectory(live());
    }

    private void requireOurPointer(String name) {
        Path pointer = pointer(name);
        if (Files.exists(pointer, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(pointer)) {
            throw new CertificateStoreException(
                    pointer + " is a folder or file that another program made, and cannot be swapped in one step."
                            + " Bring it into another folder by CertbotFolder.open(" + folder
                            + ").importInto(store, clock), or move it away.",
                    null);
        }
    }

    private Object stripe(String name) {
        return stripes[Math.floorMod(name.hashCode(), STRIPES)];
    }

    private Path live() {
        return folder.resolve("live");
    }

    private Path pointer(String name) {
        return live().resolve(FileNames.encode(name));
    }

    private Path archiveFolder(String name) {
        return folder.resolve("archive").resolve(FileNames.encode(name));
    }

    private Archive archive(String name) {
        return new Archive(archiveFolder(name), keys);
    }

    static CertificateStoreException failed(String attempted, Path path, Exception cause) {
        String reason = cause instanceof GatehouseException ? cause.getMessage() : cause.toString();
        return new CertificateStoreException(
                "The certificate store cannot " + attempted + " " + path + ": " + reason
                        + " See that the folder exists, has room and is writable for this process.",
                cause);
    }
}
