package io.gatehouse.postgres.server;

import io.gatehouse.core.SecureFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A file that a PostgreSQL server reads as it starts. The server refuses a key that is not its user's, or root's, or that
 * others may read; so what is put in its place belongs to whom the old one belonged to, or else the folder, and is 0600
 * (0640 where the old one is root's and was).
 */
record KeyFile(Path path, boolean secret) {
    private static final Set<PosixFilePermission> OF_OWNER = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OF_ROOT_AND_GROUP = PosixFilePermissions.fromString("rw-r-----");
    private static final Set<PosixFilePermission> OF_ALL = PosixFilePermissions.fromString("rw-r--r--");

    Optional<byte[]> content() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? Optional.of(SecureFiles.read(path)) : Optional.empty();
    }

    boolean holds(byte[] wanted) {
        return content().filter(found -> MessageDigest.isEqual(found, wanted)).isPresent();
    }

    /** In one step: whoever reads the file finds the old content or the new, with its owner and mode. */
    void replace(byte[] content) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException(path + " is a symbolic link: name the file it leads to, or remove it");
        }
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file has a folder");
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            SecureFiles.write(fresh, content);
            own(fresh, Files.exists(path) ? path : folder);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        SecureFiles.syncDirectory(folder);
    }

    void restore(Optional<byte[]> old) throws IOException {
        if (old.isPresent()) {
            replace(old.get());
        } else {
            Files.deleteIfExists(path);
        }
    }

    private void own(Path fresh, Path model) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes present = view.readAttributes();
        PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
        if (!present.group().equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
        view.setPermissions(secret ? secretMode(model, wanted) : OF_ALL);
        if (!present.owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
    }

    private static Set<PosixFilePermission> secretMode(Path model, PosixFileAttributes old) throws IOException {
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(model, "unix:uid"));
        boolean shared = old.isRegularFile() && root && old.permissions().equals(OF_ROOT_AND_GROUP);
        return shared ? OF_ROOT_AND_GROUP : OF_OWNER;
    }
}
