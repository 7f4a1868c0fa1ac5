package io.gatehouse.acme;

import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is in the folders of other clients, in the order of names. A folder that is not there is empty. */
final class ForeignFiles {
    /** Deeper than any client nests, and no loop of links is followed. */
    private static final int DEPTH = 12;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private ForeignFiles() {}

    static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    /**
     * A private key, in a file that is closed to others or in a folder that is: old releases of lego leave the modes of
     * their account keys to the umask, in a folder of 0700.
     */
    static PrivateKey key(Path file) throws IOException {
        try {
            return PrivateKeys.read(file);
        } catch (SecureFileException e) {
            if (!isClosed(folderOf(file.toRealPath()))) {
                throw e;
            }
            return PrivateKeys.parse(SecureFiles.read(file));
        }
    }

    private static boolean isClosed(Path folder) throws IOException {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                && OWNER_ONLY.containsAll(Files.getPosixFilePermissions(folder));
    }

    /** The folder that a file is in. */
    static Path folderOf(Path file) {
        return file.resolveSibling("");
    }

    /** All files of a name under a folder. */
    static List<Path> under(Path folder, String name) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> file.endsWith(name)).sorted().toList();
        }
    }
}
