package io.gatehouse.postgres.hba;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the files come from that {@code @file}, {@code include}, {@code include_if_exists} and {@code include_dir} name.
 * Nothing else is ever read.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface AuthFiles {
    /**
     * The content of a file; of a directory none, which is what the server reads of one.
     *
     * @param file normalised; absolute if the including file is
     * @throws NoSuchFileException if there is none, which {@code include_if_exists} passes over
     * @throws IOException if it cannot be read
     */
    byte[] read(Path file) throws IOException;

    /**
     * The files of a directory, in any order, without its subdirectories.
     *
     * @param directory normalised; absolute if the including file is
     * @throws IOException if it cannot be listed
     */
    List<Path> list(Path directory) throws IOException;

    /** No file at all: whatever is included is missing. */
    static AuthFiles none() {
        return of(Map.of());
    }

    /**
     * Files from memory.
     *
     * @param files by path, normalised
     */
    static AuthFiles of(Map<Path, byte[]> files) {
        Map<Path, byte[]> copy = new TreeMap<>();
        files.forEach((path, content) -> copy.put(path.normalize(), content.clone()));
        return new AuthFiles() {
            @Override
            public byte[] read(Path file) throws IOException {
                byte[] content = copy.get(file);
                if (content == null) {
                    throw new NoSuchFileException(file.toString());
                }
                return content.clone();
            }

            @Override
            public List<Path> list(Path directory) throws IOException {
                List<Path> found = copy.keySet().stream()
                        .filter(file -> directory.equals(file.getParent()))
                        .toList();
                if (found.isEmpty()) {
                    throw new NoSuchFileException(directory.toString());
                }
                return found;
            }
        };
    }

    /**
     * Files of the disk below a directory, and no others, be it through a symbolic link.
     *
     * @param root such as {@code /etc/postgresql/18/main}
     */
    static AuthFiles below(Path root) {
        return new AuthFiles() {
            @Override
            public byte[] read(Path file) throws IOException {
                Path real = inside(file);
                return Files.isDirectory(real) ? new byte[0] : Files.readAllBytes(real);
            }

            @Override
            public List<Path> list(Path directory) throws IOException {
                inside(directory);
                try (Stream<Path> entries = Files.list(directory)) {
                    return entries.filter(entry -> !Files.isDirectory(entry)).toList();
                }
            }

            private Path inside(Path file) throws IOException {
                Path real = file.toRealPath();
                if (!real.startsWith(root.toRealPath())) {
                    throw new IOException("is not below " + root + ", the one directory that was handed over");
                }
                return real;
            }
        };
    }
}
