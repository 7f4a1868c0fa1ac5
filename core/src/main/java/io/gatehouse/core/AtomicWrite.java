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
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** One file replaced in one step: temporary file, force, rename, force the folder. */
final class AtomicWrite {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<StandardOpenOption> CREATE_NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private AtomicWrite() {}

    static void replace(Path file, byte[] content, Set<PosixFilePermission> mode) {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        Path name = target.getFileName();
        if (folder == null || name == null) {
            throw new SecureFileException(file, file + " is a folder. Name a file in it.");
        }
        requireReplaceable(file, target);
        Path temporary = folder.resolve("." + name + "." + randomHex() + ".tmp");
        try {
            writeTemporary(temporary, content, mode);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UnsupportedOperationException e) {
            throw cannotWrite(file, folder, e);
        } finally {
            deleteQuietly(temporary);
        }
        SecureFiles.syncDirectory(folder);
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
    static void writeTemporary(Path temporary, byte[] content, Set<PosixFilePermission> mode) throws IOException {
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
