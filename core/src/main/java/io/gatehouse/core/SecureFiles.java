package io.gatehouse.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Files that hold secrets, or that others trust: written whole or not at all, and read only when nobody else could have
 * written or read them.
 *
 * <p>A write goes to a temporary file in the same folder, which is owner-only from the moment it exists, is forced to
 * disk, takes its place by an atomic rename, and the folder is forced to disk too. A symbolic link at the target is
 * refused, never followed. After a failure the old file stands and no temporary file is left.
 *
 * <p>On a file system without POSIX permissions (Windows) new files inherit the folder's access list and no mode is
 * checked on reading: give the folder to this process alone.
 *
 * <p>All methods are thread-safe; of two concurrent writes to one file one wins whole.
 */
public final class SecureFiles {
    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> GROUP_FILE = PosixFilePermissions.fromString("rw-r-----");
    private static final Set<PosixFilePermission> PUBLIC_FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> SECRET_OF_ROOT = PosixFilePermissions.fromString("rwxr-----");
    private static final Set<PosixFilePermission> SECRET_OF_USER = PosixFilePermissions.fromString("rwx------");

    private SecureFiles() {}

    /**
     * Replaces the file by these bytes, readable by its owner alone (0600).
     *
     * @throws SecureFileException if it cannot be written or a symbolic link or folder is in its place
     */
    public static void write(Path file, byte[] content) {
        AtomicWrite.replace(file, content, OWNER_FILE);
    }

    /**
     * Replaces the file by this secret, readable by its owner alone (0600).
     *
     * @throws SecureFileException if it cannot be written or a symbolic link or folder is in its place
     */
    public static void write(Path file, Secret content) {
        byte[] bytes = content.exposeBytes();
        try {
            write(file, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Replaces the file by these bytes, readable by its owner and its group (0640): what a server's workers read under an
     * account of their own. The group is that of the file that is replaced, so that giving it once is enough; of a new
     * file it is the process's, or the folder's where that has the set-group-ID bit.
     *
     * @throws SecureFileException if it cannot be written or given that group, or a symbolic link or folder is in its place
     */
    public static void writeForGroup(Path file, byte[] content) {
        AtomicWrite.replaceKeepingGroup(file, content, GROUP_FILE);
    }

    /**
     * Removes a file, if it is there, and forces the folder to disk. A symbolic link is removed and not followed.
     *
     * @throws SecureFileException if it cannot be removed, or is a folder that holds something
     */
    public static void delete(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (Files.deleteIfExists(file) && folder != null) {
                syncDirectory(folder);
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new SecureFileException(
                    file,
                    "Cannot remove " + file + " (" + AtomicWrite.reason(e)
                            + "). Make its folder writable for this process.",
                    e);
        }
    }

    /**
     * Replaces the file by these bytes, readable by everybody (0644): a certificate, a configuration.
     *
     * @throws SecureFileException if it cannot be written or a symbolic link or folder is in its place
     */
    public static void writePublic(Path file, byte[] content) {
        AtomicWrite.replace(file, content, PUBLIC_FILE);
    }

    /**
     * Reads a file that need not be secret, of at most 16 MiB. Symbolic links are followed, modes are not checked.
     *
     * @throws SecureFileException if it is missing, unreadable, too large or no regular file
     */
    public static byte[] read(Path file) {
        try {
            requireRegular(file, Files.readAttributes(file, BasicFileAttributes.class));
            return readBounded(file, file);
        } catch (IOException e) {
            throw cannotRead(file, e);
        }
    }

    /**
     * Reads a secret, by libpq's rule for key files: a regular file that grants group and others nothing (0600 or
     * stricter), or, when root owns it, lets the group read at most (0640). Links are resolved once, first, as mounted
     * secrets are often links; the rule is applied to the file they lead to, which must not change meanwhile.
     *
     * @throws SecureFileException if it is missing or unreadable, larger than 16 MiB, no regular file, or open to others
     */
    public static Secret readSecret(Path file) {
        try {
            Path real = file.toRealPath();
            BasicFileAttributes before = attributes(real);
            requireRegular(file, before);
            if (before instanceof PosixFileAttributes posix) {
                requireOwnerOnly(file, real, posix);
            }
            byte[] content = readBounded(file, real);
            try {
                requireUnchanged(file, before, attributes(real));
                return Secret.ofBytes(content);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } catch (IOException e) {
            throw cannotRead(file, e);
        }
    }

    /**
     * Makes the folder and its missing parents, open to the owner alone (0700). Existing folders stay as they are.
     *
     * @throws SecureFileException if that fails
     */
    public static void createDirectories(Path folder) {
        try {
            if (isPosix(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
            } else {
                Files.createDirectories(folder);
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new SecureFileException(
                    folder,
                    "Cannot make the folder " + folder + " (" + AtomicWrite.reason(e)
                            + "). Make its parent writable for this process, or choose another place.",
                    e);
        }
    }

    /**
     * Forces a folder's entries to disk, so that a rename survives a power cut. Does nothing where the platform cannot
     * (Windows opens no folders).
     *
     * @throws SecureFileException if the disk refuses
     */
    public static void syncDirectory(Path folder) {
        if (!isPosix(folder)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new SecureFileException(
                    folder,
                    "Cannot force the folder " + folder + " to disk (" + AtomicWrite.reason(e) + "). Check the disk.",
                    e);
        }
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static BasicFileAttributes attributes(Path real) throws IOException {
        return isPosix(real)
                ? Files.readAttributes(real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                : Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static void requireRegular(Path file, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            throw new SecureFileException(file, file + " is not a regular file. Name the file itself.");
        }
    }

    private static void requireOwnerOnly(Path file, Path real, PosixFileAttributes attributes) throws IOException {
        boolean ofRoot = isOwnedByRoot(real, attributes);
        EnumSet<PosixFilePermission> excess = EnumSet.noneOf(PosixFilePermission.class);
        excess.addAll(attributes.permissions());
        excess.removeAll(ofRoot ? SECRET_OF_ROOT : SECRET_OF_USER);
        if (!excess.isEmpty()) {
            throw new SecureFileException(
                    file,
                    file + " holds a secret and is open to others: mode "
                            + PosixFilePermissions.toString(attributes.permissions()) + ", owner "
                            + attributes.owner().getName() + ". Run: chmod " + (ofRoot ? "0640 " : "0600 ") + real);
        }
    }

    private static boolean isOwnedByRoot(Path real, PosixFileAttributes attributes) throws IOException {
        if (real.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Integer.valueOf(0).equals(Files.getAttribute(real, "unix:uid", LinkOption.NOFOLLOW_LINKS));
        }
        return attributes.owner().getName().equals("root");
    }

    private static void requireUnchanged(Path file, BasicFileAttributes before, BasicFileAttributes after) {
        boolean same = Objects.equals(before.fileKey(), after.fileKey())
                && before.size() == after.size()
                && before.lastModifiedTime().equals(after.lastModifiedTime());
        if (!same) {
            throw new SecureFileException(
                    file,
                    file + " changed while it was read. Read it again; replace such files by a rename, in one step.");
        }
    }

    private static byte[] readBounded(Path file, Path real) throws IOException {
        try (InputStream in = Files.newInputStream(real)) {
            byte[] content = in.readNBytes((int) MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                Arrays.fill(content, (byte) 0);
                throw new SecureFileException(
                        file, file + " is larger than 16 MiB, more than any key, certificate or configuration.");
            }
            return content;
        }
    }

    private static SecureFileException cannotRead(Path file, IOException e) {
        String text = e instanceof NoSuchFileException
                ? "There is no file " + file + ". Check the path."
                : "Cannot read " + file + " (" + AtomicWrite.reason(e) + "). Check that this process may read it.";
        return new SecureFileException(file, text, e);
    }
}
