package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.testkit.PostgresServerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/**
 * An archive of PostgreSQL programs, as on Maven Central: a {@code .txz} in a jar, on the class path or in a file. It is
 * unpacked once into the user's cache folder under the hash of its bytes. Several JVMs may do so at once: each unpacks
 * beside the place and renames.
 */
final class EmbeddedArchive {
    private static final Pattern VERSION_IN_NAME = Pattern.compile("-(\\d+)\\.\\d+[^/]*\\.jar$");
    private static final Path SHARED_CACHE = Path.of("/var/cache/gatehouse");

    /** What this JVM has unpacked or found unpacked: hashing ten megabytes at each start would be felt. */
    private static final ConcurrentMap<String, Path> HOMES = new ConcurrentHashMap<>();

    private EmbeddedArchive() {}

    /** The archives on the class path. */
    static List<URL> onClassPath() {
        try {
            return Collections.list(loader().getResources(resource()));
        } catch (IOException e) {
            throw new PostgresServerException("cannot look for " + resource() + " on the class path", e);
        }
    }

    /**
     * The archives in a jar, or in each jar of a folder.
     *
     * <p>The version in a jar's name, as {@code …-16.15.0.jar}, spares the others the unpacking: several versions of one
     * artifact hold the same entry, so that they could not share a class path.
     *
     * @param place a jar or a folder
     * @param major only those whose name does not say another major version
     */
    static List<URL> in(Path place, Optional<Integer> major) {
        try {
            if (!Files.isDirectory(place)) {
                return inJar(place);
            }
            List<URL> found = new ArrayList<>();
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(place, "*.jar")) {
                for (Path jar : jars) {
                    if (major.isEmpty() || mayHold(jar, major.get())) {
                        found.addAll(inJar(jar));
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw new PostgresServerException("cannot look for PostgreSQL archives in " + place + ": " + e, e);
        }
    }

    private static boolean mayHold(Path jar, int major) {
        Matcher version = VERSION_IN_NAME.matcher(jar.toString());
        return !version.find() || Integer.parseInt(version.group(1)) == major;
    }

    private static List<URL> inJar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getEntry(resource()) == null
                    ? List.of()
                    : List.of(
                            URI.create("jar:" + jar.toUri() + "!/" + resource()).toURL());
        }
    }

    /**
     * The folder with the programs.
     *
     * @param forAnotherUser whether another user than the present one must be able to read them
     */
    static Path unpacked(URL archive, boolean forAnotherUser) {
        return HOMES.computeIfAbsent(archive + " " + forAnotherUser, key -> {
            try {
                return unpack(archive, forAnotherUser ? SHARED_CACHE : userCache());
            } catch (IOException e) {
                throw new PostgresServerException("cannot unpack " + archive + " into the cache folder: " + e, e);
            }
        });
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
        } catch (FileSystemException e) {
            // Another JVM was quicker, if a tree is there now; it has the same hash, so it will do. An atomic move has
            // no exception of its own for that.
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

    /** What may be made again at any time. */
    static Path userCache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path cache =
                xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(xdg);
        return cache.resolve("gatehouse");
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassLoader.getSystemClassLoader();
    }

    private static String resource() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String cpu = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return "postgres-" + (os.startsWith("mac") ? "darwin-" : "linux-") + cpu + ".txz";
    }
}
