package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.SecureFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The documents of a store in a folder: {@code <kind>/<name>}, each replaced whole by a rename, readable by its owner
 * only. Safe for use by many threads.
 */
final class StateFolder {
    private final Path folder;

    StateFolder(Path folder) {
        this.folder = folder;
    }

    Optional<byte[]> read(StateKind kind, String name) {
        Path file = file(kind, name);
        try {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(SecureFiles.read(file))
                    : Optional.empty();
        } catch (GatehouseException e) {
            // Removed in between: it is as if it had been asked for a moment later.
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            throw DirectoryStore.failed("read", file, e);
        }
    }

    void write(StateKind kind, String name, byte[] document) {
        Path file = file(kind, name);
        try {
            SecureFiles.createDirectories(folder(kind));
            SecureFiles.write(file, document);
        } catch (GatehouseException e) {
            throw DirectoryStore.failed("write", file, e);
        }
    }

    void remove(StateKind kind, String name) {
        Path file = file(kind, name);
        try {
            if (Files.deleteIfExists(file)) {
                SecureFiles.syncDirectory(folder(kind));
            }
        } catch (IOException | GatehouseException e) {
            throw DirectoryStore.failed("remove", file, e);
        }
    }

    List<String> names(StateKind kind) {
        Path documents = folder(kind);
        if (!Files.isDirectory(documents)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(documents)) {
            // What begins with a dot is a document half written when the process died.
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> !file.startsWith("."))
                    .map(FileNames::decode)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw DirectoryStore.failed("list", documents, e);
        }
    }

    private Path folder(StateKind kind) {
        return folder.resolve(FileNames.folder(kind));
    }

    private Path file(StateKind kind, String name) {
        return folder(kind).resolve(FileNames.encode(name));
    }
}
