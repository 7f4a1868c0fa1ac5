package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.testkit.PostgresServerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The archives of PostgreSQL programs on the class path, each unpacked once into the user's cache folder under the hash
 * of its bytes. Several JVMs may do so at once: each unpacks beside the place and renames.
 */
final class EmbeddedArchive {
    private static final Path SHARED_CACHE = Path.of("/var/cache/gatehouse");

    private EmbeddedArchive() {}

    /**
     * @param forAnotherUser whether another user than the present one must be able to read the programs
     */
    static List<Path> unpackAll(boolean forAnotherUser) {
        String resource = "postgres-" + platform() + ".txz";
        List<Path> homes = new ArrayList<>();
        try {
            for (URL archive : Collections.list(loader().getResources(resource))) {
                homes.add(unpack(archive, forAnotherUser ? SHARED_CACHE : userCache()));
            }
        } catch (IOException e) {
            throw new PostgresServerException("cannot unpack " + resource + " into the cache folder", e);
        }
        return homes;
    }

    private static Path unpack(URL archive, Path cache) throws IOException {
        Path home = cache.resolve("postgres").resolve(digest(archive).substring(0, 32));
        if (Files.isDirectory(home)) {
            return home;
        }
        Files.createDirectories(home.getParent());
        Path fresh = Files.createTempDirectory(home.getParent(), "unpacking-");
        try (InputStream in = archive.openStream()) {
            Path tree = Files.createDirectory(fresh.resolve("tree"));
            TarXz.unpack(in, tree);
            Files.move(tree, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another JVM was quicker; its tree has the same hash, so it will do.
            if (!Files.isDirectory(home)) {
                throw e;
            }
        } finally {
            deleteTree(fresh);
        }
        return home;
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).forEach(EmbeddedArchive::delete);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(URL archive) throws IOException {
        try (InputStream in = archive.openStream();
                var hashed = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            hashed.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Path userCache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path cache =
                xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(xdg);
        return cache.resolve("gatehouse");
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassLoader.getSystemClassLoader();
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String cpu = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return (os.startsWith("mac") ? "darwin-" : "linux-") + cpu;
    }
}
