package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All versions of one name, in their folder, and the key staged for the next.
 *
 * <p>A version exists once its folder of links {@code v<number>} does, and that comes last, by a rename; so every one that
 * can be seen is whole. A number is never used twice: files of a version that was cut short stay, and the next takes
 * another. One thread at a time writes; any number read.
 */
final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final String STAGED_KEY = "privkey-staged.pem";
    private static final Pattern LINKS = Pattern.compile("v[1-9][0-9]{0,8}");

    private final Path folder;
    private final KeyFiles keys;

    Archive(Path folder, KeyFiles keys) {
        this.folder = folder;
        this.keys = keys;
    }

    /** Writes a version's files, each forced to disk; afterwards it exists and nothing points at it yet. */
    int add(CertificateBundle bundle) throws IOException {
        SecureFiles.createDirectories(folder);
        int version = newest() + 1;
        try {
            write(bundle, version);
        } catch (IOException | GatehouseException e) {
            // On a full disk this is tried again and again, and must not fill it further.
            deleteQuietly(version);
            throw e;
        }
        return version;
    }

    private void write(CertificateBundle bundle, int version) throws IOException {
        if (bundle.hasPrivateKey()) {
            keys.write(PemFile.PRIVKEY.in(folder, version), bundle.privateKey());
        }
        write(PemFile.CERT, version, bundle.certificatePem());
        write(PemFile.CHAIN, version, bundle.chainPem());
        write(PemFile.FULLCHAIN, version, bundle.fullchainPem());
        link(version);
    }

    private void deleteQuietly(int version) {
        for (PemFile file : PemFile.values()) {
            try {
                keys.delete(file.in(folder, version));
            } catch (IOException e) {
                LOG.warn("{} is of no version and cannot be removed: {}", file.in(folder, version), e.toString(), e);
            }
        }
    }

    boolean has(int version) {
        return Files.isDirectory(linksFolder(version), LinkOption.NOFOLLOW_LINKS);
    }

    /** The numbers of all versions, in order. */
    List<Integer> versions() throws IOException {
        return fileNames().stream()
                .flatMapToInt(name -> version(name).stream())
                .sorted()
                .boxed()
                .toList();
    }

    /** The name of a version's folder of links. */
    static String links(int version) {
        return "v" + version;
    }

    /** The version whose folder of links has this name; empty if it is no such folder. */
    static OptionalInt version(String links) {
        return LINKS.matcher(links).matches()
                ? OptionalInt.of(Integer.parseInt(links.substring(1)))
                : OptionalInt.empty();
    }

    CertificateBundle read(int version) {
        return readBack(linksFolder(version), keys);
    }

    CertificateBundle readWithoutKey(int version) {
        return CertificateBundle.readBack(linksFolder(version).resolve(PemFile.FULLCHAIN.link()));
    }

    /** What a version's folder of links leads to: files that hold what {@link #add} was given, a sound bundle. */
    static CertificateBundle readBack(Path links, KeyFiles keys) {
        Path fullchain = links.resolve(PemFile.FULLCHAIN.link());
        Optional<Path> key = keys.find(links.resolve(PemFile.PRIVKEY.link()));
        return key.isPresent()
                ? CertificateBundle.readBack(fullchain, keys.read(key.get()))
                : CertificateBundle.readBack(fullchain);
    }

    /** The leaf of a version that has a key. Neither is read further, and no link followed: thousands are, at a start. */
    Optional<X509Certificate> servableLeaf(int version) {
        return keys.has(PemFile.PRIVKEY.in(folder, version))
                ? Optional.of(CertificateBundle.readBack(PemFile.CERT.in(folder, version))
                        .leaf())
                : Optional.empty();
    }

    /** What a folder leads to that certbot keeps under {@code live}: nobody has looked at it yet. */
    static CertificateBundle readLinks(Path links, KeyFiles keys) {
        CertificateBundle bundle = CertificateBundle.read(links.resolve(PemFile.FULLCHAIN.link()));
        Optional<Path> key = keys.find(links.resolve(PemFile.PRIVKEY.link()));
        return key.isPresent() ? CertificateBundle.of(bundle.chain(), keys.read(key.get())) : bundle;
    }

    void stage(PrivateKey key) throws IOException {
        SecureFiles.createDirectories(folder);
        keys.write(stagedFile(), key);
    }

    Optional<PrivateKey> staged() {
        return keys.find(stagedFile()).map(keys::read);
    }

    void unstage() throws IOException {
        if (keys.delete(stagedFile())) {
            SecureFiles.syncDirectory(folder);
        }
    }

    private Path stagedFile() {
        return folder.resolve(STAGED_KEY);
    }

    private Path linksFolder(int version) {
        return folder.resolve(links(version));
    }

    /** The highest version of which any file exists; 0 if there is none. */
    private int newest() throws IOException {
        return fileNames().stream().mapToInt(PemFile::version).max().orElse(0);
    }

    private List<String> fileNames() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void write(PemFile file, int version, String pem) {
        SecureFiles.writePublic(file.in(folder, version), pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** Gives the version's files the names servers ask for, all at once. */
    private void link(int version) throws IOException {
        Path prepared = folder.resolve("." + links(version) + ".next");
        SecureFiles.createDirectories(prepared);
        for (PemFile file : PemFile.values()) {
            Optional<Path> target = keys.find(file.in(folder, version));
            if (target.isPresent()) {
                String name = target.get().getFileName().toString();
                Path link = prepared.resolve(file.link(name));
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, Path.of("..", name));
            }
        }
        SecureFiles.syncDirectory(prepared);
        Files.move(prepared, linksFolder(version), StandardCopyOption.ATOMIC_MOVE);
        SecureFiles.syncDirectory(folder);
    }
}
