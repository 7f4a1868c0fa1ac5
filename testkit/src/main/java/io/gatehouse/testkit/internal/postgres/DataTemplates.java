package io.gatehouse.testkit.internal.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Data folders as {@code initdb} left them, kept in the user's cache folder to be copied.
 *
 * <p>A template never changes: it is made beside its place and renamed, so that of two JVMs at once one wins and both have
 * a data folder. With it lies a list of its files with their sizes and checksums; a copy that does not match it (a full
 * disk, a power cut, a template taken away meanwhile) is dropped and {@code initdb} runs again. Where the cache folder
 * cannot be written, {@code initdb} runs each time.
 *
 * <p>Safe for use by many threads.
 */
final class DataTemplates {
    private static final String LIST = "files";
    private static final String TREE = "data";

    /** What PostgreSQL demands of its data folder, whatever the template's modes have become. */
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** One for each template: tests of one JVM that start at once need not all run initdb. */
    private static final ConcurrentMap<Path, Object> MONITORS = new ConcurrentHashMap<>();

    private final Path folder;

    /**
     * @param folder where they are kept
     */
    DataTemplates(Path folder) {
        this.folder = folder;
    }

    /** Those of the user's cache folder. */
    static DataTemplates ofUser() {
        return new DataTemplates(EmbeddedArchive.userCache().resolve("postgres").resolve("templates"));
    }

    /**
     * Makes a data folder.
     *
     * @param data where; there must be none yet
     * @param key what its content depends on
     * @param initialization makes it where there is no good template
     */
    void fill(Path data, List<String> key, Initialization initialization) throws IOException {
        String name = digest(key);
        Path template = folder.resolve(name);
        if (copied(template, data)) {
            return;
        }
        synchronized (MONITORS.computeIfAbsent(template.toAbsolutePath(), path -> new Object())) {
            if (!copied(template, data)) {
                discard(template);
                initialization.run();
                keep(data, template);
            }
        }
    }

    private static boolean copied(Path template, Path data) throws IOException {
        if (!Files.isDirectory(template)) {
            return false;
        }
        try {
            String expected = Files.readString(template.resolve(LIST));
            if (copy(template.resolve(TREE), data, template).equals(expected)) {
                return true;
            }
            log(template + " does not match its list of files; it is made anew", null);
        } catch (IOException e) {
            log("cannot copy " + template + "; it is made anew", e);
        }
        EmbeddedArchive.deleteTree(data);
        return false;
    }

    /**
     * By a rename before the deletion, so that nobody takes what is left meanwhile for a template. Should another JVM have
     * put a good one there by now, that costs time, no more.
     */
    private void discard(Path template) {
        if (!Files.exists(template)) {
            return;
        }
        Path discarded = null;
        try {
            discarded = Files.createTempDirectory(folder, "discarded-", OWNER_FOLDER);
            Files.move(template, discarded.resolve("template"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log("cannot discard " + template, e);
        } finally {
            deleteQuietly(discarded);
        }
    }

    /** Fails where another JVM was quicker, or the disk refuses: that costs time at the next start, no more. */
    private void keep(Path data, Path template) {
        Path making = null;
        try {
            Files.createDirectories(folder, OWNER_FOLDER);
            // Beside its place: a rename is atomic only within a file system.
            making = Files.createTempDirectory(folder, "making-", OWNER_FOLDER);
            Path fresh = Files.createDirectory(making.resolve("template"), OWNER_FOLDER);
            Files.writeString(fresh.resolve(LIST), copy(data, fresh.resolve(TREE), template));
            Files.move(fresh, template, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log("no template of a data folder is kept in " + folder, e);
        } finally {
            deleteQuietly(making);
        }
    }

    /**
     * Copies a tree of folders and files.
     *
     * @param template whose name is part of the list: it tells one version's from another's
     * @return the list of what was copied
     */
    private static String copy(Path from, Path to, Path template) throws IOException {
        StringBuilder list = new StringBuilder("template " + template.getFileName() + "\n");
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path source : all.sorted().toList()) {
                Path name = from.relativize(source);
                Path target = to.resolve(name.toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectory(target, OWNER_FOLDER);
                    list.append(name).append("/\n");
                } else {
                    list.append(name)
                            .append(' ')
                            .append(copyFile(source, target, buffer))
                            .append('\n');
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return list.toString();
    }

    /** Not Files.copy: the bytes are at hand here to be summed up. */
    private static String copyFile(Path source, Path target, ByteBuffer buffer) throws IOException {
        CRC32C checksum = new CRC32C();
        long size = 0;
        try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        target, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_FILE)) {
            for (int read = in.read(buffer.clear()); read >= 0; read = in.read(buffer.clear())) {
                size += read;
                checksum.update(buffer.flip());
                buffer.rewind();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
        }
        return size + " " + Long.toHexString(checksum.getValue());
    }

    private static String digest(List<String> key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", key).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void deleteQuietly(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try {
            EmbeddedArchive.deleteTree(folder);
        } catch (IOException e) {
            log("left behind: " + folder, e);
        }
    }

    private static void log(String message, @Nullable Throwable cause) {
        System.getLogger(DataTemplates.class.getName()).log(System.Logger.Level.DEBUG, message, cause);
    }

    /** What makes a data folder. */
    interface Initialization {
        void run() throws IOException;
    }
}
