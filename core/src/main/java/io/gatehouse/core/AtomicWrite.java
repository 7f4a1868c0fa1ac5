package io.gatehouse.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** One file replaced in one step: temporary file, force, rename, force the folder. */
final class AtomicWrite {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<StandardOpenOption> CREATE_NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private AtomicWrite() {}

    static void replace(Path file, byte[] content, Set<PosixFilePermission> mode) {
        replace(file, content, mode, Optional.empty());
    }

    static void replaceKeepingGroup(Path file, byte[] content, Set<PosixFilePermission> mode) {
        replace(file, content, mode, group(file));
    }

    private static void replace(
            Path file, byte[] content, Set<PosixFilePermission> mode, Optional<GroupPrincipal> group) {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        Path name = target.getFileName();
        if (folder == null || name == null) {
            throw new SecureFileException(file, file + " is a folder. Name a file in it.");
        }
        requireReplaceable(file, target);
        Path temporary = folder.resolve("." + name + "." + randomHex() + ".tmp");
        try {
            writeTemporary(temporary, content, mode, group);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UnsupportedOperationException e) {
            throw cannotWrite(file, folder, e);
        } finally {
            deleteQuietly(temporary);
        }
        SecureFiles.syncDirectory(folder);
    }

    /** The group of a file, if there is one and the file system knows groups. */
    private static Optional<GroupPrincipal> group(Path file) {
        if (!SecureFiles.isPosix(file) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .group());
        } catch (IOException e) {
            throw new SecureFileException(file, "Cannot read the group of " + file + " (" + reason(e) + ").", e);
        }
    }

    static String reason(Exception e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof UnsupportedOperationException) {
            // ReadOnlyFileSystemException is one; some providers throw the bare kind.
            return "read-only file system";
        }
        if (e instanceof FileSystemException fs && fs.getReason() != null) {
            return fs.getReason();
        }
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    private static void requireReplaceable(Path file, Path target) {
        if (Files.isSymbolicLink(target)) {
            throw new SecureFileException(
                    file,
                    file
                            + " is a symbolic link, and a link may have been planted to redirect a secret. Remove the link, or"
                            + " name the file it leads to.");
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new SecureFileException(
                    file, file + " exists and is not a regular file. Name a file, or remove what is there.");
        }
    }

    // CREATE_NEW is O_EXCL: it fails on anything that is there already, a dangling link included.
    static void writeTemporary(
            Path temporary, byte[] content, Set<PosixFilePermission> mode, Optional<GroupPrincipal> group)
            throws IOException {
        boolean posix = SecureFiles.isPosix(temporary);
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(temporary, CREATE_NEW, ownerOnly)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (group.isPresent()) {
                Files.getFileAttributeView(temporary, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setGroup(group.get());
            }
            if (posix) {
                Files.setPosixFilePermissions(temporary, mode);
            }
            channel.force(true);
        }
    }

    private static SecureFileException cannotWrite(Path file, Path folder, Exception e) {
        String text = Files.isDirectory(folder)
                ? "Cannot write " + file + " (" + reason(e) + "). Nothing was changed. Make the folder " + folder
                        + " writable for this process and see that its disk is not full, or choose another folder."
                : "Cannot write " + file + ": there is no folder " + folder
                        + ". Make it first, or choose another folder.";
        return new SecureFileException(file, text, e);
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException | UnsupportedOperationException e) {
            // The failure that matters is already on its way; after a success there is nothing to delete.
            return;
        }
    }

    private static String randomHex() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
