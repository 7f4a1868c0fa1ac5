package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A store in certbot's shape.
 *
 * <pre>
 * archive/shop/cert1.pem chain1.pem fullchain1.pem privkey1.pem    version 1, never touched again
 * archive/shop/v1/cert.pem -> ../cert1.pem, and so on               version 1 under the names servers ask for
 * live/shop -> ../archive/shop/v1                                   the pointer
 * </pre>
 *
 * <p>certbot itself makes {@code live/shop} a folder of four links and moves them one by one, so a crash or a reload in
 * between pairs the new certificate with the old key. Here all four change with one {@code rename} of one link: POSIX
 * makes that atomic, and the folder is synced after it. Everything the new pointer leads to is on disk before, so a crash
 * at any step leaves the old version served and at worst some files in {@code archive} that no pointer names.
 */
final class DirectoryStore implements CertificateStore {
    private final Path folder;

    DirectoryStore(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    @Override
    public synchronized List<String> names() {
        Path live = folder.resolve("live");
        if (!Files.isDirectory(live)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(live)) {
            return entries.filter(entry -> Files.exists(entry.resolve(PemFile.FULLCHAIN.link())))
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed("list", live, e);
        }
    }

    @Override
    public synchronized Optional<CertificateBundle> current(String name) {
        Path pointer = pointer(name);
        if (!Files.exists(pointer, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            // The pointer is followed once: a renewal in between cannot pair one version's chain with another's key.
            Path version = pointer.toRealPath();
            return Optional.of(CertificateBundle.read(
                    version.resolve(PemFile.FULLCHAIN.link()).toRealPath(),
                    version.resolve(PemFile.PRIVKEY.link()).toRealPath()));
        } catch (IOException | GatehouseException e) {
            throw failed("read the certificate at", pointer, e);
        }
    }

    @Override
    public synchronized void stageKey(String name, PrivateKey key) {
        requireOurPointer(name);
        Path archive = archive(name);
        try {
            SecureFiles.createDirectories(archive);
            SecureFiles.createDirectories(folder.resolve("live"));
            try (Secret pem = Secret.ofText(PrivateKeys.toPem(key))) {
                SecureFiles.write(PemFile.PRIVKEY.in(archive, newest(archive) + 1), pem);
            }
        } catch (IOException | GatehouseException e) {
            throw failed("write to", archive, e);
        }
    }

    @Override
    public synchronized Optional<PrivateKey> stagedKey(String name) {
        Path archive = archive(name);
        try {
            int newest = newest(archive);
            return isStaged(archive, newest)
                    ? Optional.of(PrivateKeys.read(PemFile.PRIVKEY.in(archive, newest)))
                    : Optional.empty();
        } catch (IOException | GatehouseException e) {
            throw failed("read the staged key in", archive, e);
        }
    }

    @Override
    public synchronized void commit(String name, CertificateBundle bundle) {
        requireOurPointer(name);
        Path archive = archive(name);
        try {
            SecureFiles.createDirectories(archive);
            SecureFiles.createDirectories(folder.resolve("live"));
            int version = versionFor(archive, bundle.privateKey());
            PemFile.FULLCHAIN.write(archive, version, bundle.fullchainPem());
            PemFile.CHAIN.write(archive, version, bundle.chainPem());
            PemFile.CERT.write(archive, version, bundle.certificatePem());
            link(archive, version);
            point(name, version);
        } catch (IOException | GatehouseException e) {
            throw failed("write to", archive, e);
        }
    }

    @Override
    public synchronized void withdraw(String name) {
        requireOurPointer(name);
        try {
            if (Files.deleteIfExists(pointer(name))) {
                SecureFiles.syncDirectory(folder.resolve("live"));
            }
        } catch (IOException | GatehouseException e) {
            throw failed("remove", pointer(name), e);
        }
    }

    /** The version whose staged key this is, or a new one that the key is written to. */
    private int versionFor(Path archive, PrivateKey key) throws IOException {
        int newest = newest(archive);
        if (isStaged(archive, newest)
                && PrivateKeys.publicKeyOf(PrivateKeys.read(PemFile.PRIVKEY.in(archive, newest)))
                        .equals(PrivateKeys.publicKeyOf(key))) {
            return newest;
        }
        try (Secret pem = Secret.ofText(PrivateKeys.toPem(key))) {
            SecureFiles.write(PemFile.PRIVKEY.in(archive, newest + 1), pem);
        }
        return newest + 1;
    }

    private static boolean isStaged(Path archive, int version) {
        return Files.exists(PemFile.PRIVKEY.in(archive, version))
                && !Files.exists(PemFile.FULLCHAIN.in(archive, version))
                && !Files.exists(PemFile.CHAIN.in(archive, version))
                && !Files.exists(PemFile.CERT.in(archive, version));
    }

    /** The highest version of which any file exists; 0 if there is none. */
    private static int newest(Path archive) throws IOException {
        if (!Files.isDirectory(archive)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(archive)) {
            return files.mapToInt(file -> PemFile.version(file.getFileName().toString()))
                    .max()
                    .orElse(0);
        }
    }

    /** Gives the version's files the names servers ask for. */
    private static void link(Path archive, int version) throws IOException {
        Path links = archive.resolve("v" + version);
        SecureFiles.createDirectories(links);
        for (PemFile file : PemFile.values()) {
            Path link = links.resolve(file.link());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of("..", file.file(version)));
        }
        SecureFiles.syncDirectory(links);
        SecureFiles.syncDirectory(archive);
    }

    private void point(String name, int version) throws IOException {
        Path live = folder.resolve("live");
        Path prepared = live.resolve("." + name + ".next");
        Files.deleteIfExists(prepared);
        Files.createSymbolicLink(prepared, Path.of("..", "archive", name, "v" + version));
        Files.move(prepared, pointer(name), StandardCopyOption.ATOMIC_MOVE);
        SecureFiles.syncDirectory(live);
    }

    private void requireOurPointer(String name) {
        Path pointer = pointer(name);
        if (Files.exists(pointer, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(pointer)) {
            throw new CertificateStoreException(
                    pointer + " is a folder or file that another program made, and cannot be swapped in one step."
                            + " Move it away, or keep the certificate under another name.",
                    null);
        }
    }

    private Path pointer(String name) {
        return folder.resolve("live").resolve(name);
    }

    private Path archive(String name) {
        return folder.resolve("archive").resolve(name);
    }

    private static CertificateStoreException failed(String attempted, Path path, Exception cause) {
        String reason = cause instanceof GatehouseException ? cause.getMessage() : cause.toString();
        return new CertificateStoreException(
                "The certificate store cannot " + attempted + " " + path + ": " + reason
                        + " See that the folder exists, has room and is writable for this process.",
                cause);
    }

    /** The four files of a version. */
    private enum PemFile {
        CERT("cert"),
        CHAIN("chain"),
        FULLCHAIN("fullchain"),
        PRIVKEY("privkey");

        private static final String SUFFIX = ".pem";

        private final String stem;

        PemFile(String stem) {
            this.stem = stem;
        }

        String link() {
            return stem + SUFFIX;
        }

        String file(int version) {
            return stem + version + SUFFIX;
        }

        Path in(Path archive, int version) {
            return archive.resolve(file(version));
        }

        void write(Path archive, int version, String pem) {
            SecureFiles.writePublic(in(archive, version), pem.getBytes(StandardCharsets.US_ASCII));
        }

        /** The version in a file's name; 0 for a name that is none of ours. */
        static int version(String fileName) {
            for (PemFile file : values()) {
                if (fileName.startsWith(file.stem) && fileName.endsWith(SUFFIX)) {
                    String digits = fileName.substring(file.stem.length(), fileName.length() - SUFFIX.length());
                    if (digits.matches("[1-9][0-9]{0,8}")) {
                        return Integer.parseInt(digits);
                    }
                }
            }
            return 0;
        }
    }
}
