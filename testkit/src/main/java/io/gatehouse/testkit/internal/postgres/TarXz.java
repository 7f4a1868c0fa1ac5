package io.gatehouse.testkit.internal.postgres;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks a {@code .tar.xz} of folders, plain files and symbolic links (POSIX ustar, as the PostgreSQL binaries on
 * Maven Central are packed). Anything else in the archive, and every entry that would land outside the target folder,
 * is an error.
 */
final class TarXz {
    private static final int BLOCK = 512;

    private TarXz() {}

    static void unpack(InputStream archive, Path target) throws IOException {
        try (InputStream tar = new XZInputStream(archive)) {
            byte[] header = new byte[BLOCK];
            while (tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                unpackEntry(tar, header, target);
            }
        }
    }

    private static void unpackEntry(InputStream tar, byte[] header, Path target) throws IOException {
        String prefix = isPosix(header) ? text(header, 345, 155) : "";
        String name = prefix.isEmpty() ? text(header, 0, 100) : prefix + "/" + text(header, 0, 100);
        Path file = inside(target, name);
        long size = octal(header, 124, 12);
        switch (header[156]) {
            case '5' -> Files.createDirectories(file);
            case '2' -> {
                inside(
                        target,
                        target.relativize(file.resolveSibling(text(header, 157, 100)))
                                .toString());
                Files.createDirectories(parent(file));
                Files.createSymbolicLink(file, Path.of(text(header, 157, 100)));
            }
            case '0', 0 -> writeFile(tar, file, size, octal(header, 100, 8));
            default -> throw new IOException("unexpected tar entry type '" + (char) header[156] + "' for " + name);
        }
    }

    private static void writeFile(InputStream tar, Path file, long size, long mode) throws IOException {
        Files.createDirectories(parent(file));
        try (var out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int read = tar.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new EOFException("the archive ends inside " + file.getFileName());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        boolean executable = (mode & 0100) != 0;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    private static Path inside(Path target, String name) throws IOException {
        Path file = target.resolve(name).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("tar entry leaves the target folder: " + name);
        }
        return file;
    }

    private static Path parent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IOException("no parent folder: " + file);
        }
        return parent;
    }

    /** GNU tar pads the magic with blanks and keeps other things where POSIX keeps the name's prefix. */
    private static boolean isPosix(byte[] header) {
        return text(header, 257, 6).equals("ustar") && header[262] == 0;
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int offset, int length) throws IOException {
        String digits = text(header, offset, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("not an octal number in a tar header: " + digits, e);
        }
    }
}
