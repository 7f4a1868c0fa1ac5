package io.gatehouse.sample.quickstart;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.SecureFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a run leaves its results: a folder of its own, cleared of what an earlier run left and of nothing else. */
final class ResultsFolder {
    /** The folder cannot be used. */
    static final class UnusableException extends GatehouseException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }

        UnusableException(String message) {
            super(message);
        }
    }

    private static final List<String> PARTS = List.of("postgres", "certificates", "proxy");

    private final Path folder;

    private ResultsFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder, or clears it if it is an earlier run's; and finds out that it can be written to now, not after a
     * minute's work.
     *
     * @throws GatehouseException if it cannot be written to, or holds something else
     */
    static ResultsFolder prepare(Path folder) {
        ResultsFolder results = new ResultsFolder(folder);
        try {
            if (Files.isDirectory(folder) && !isEmpty(folder) && !Files.exists(results.report())) {
                throw new UnusableException(folder + " holds files that no quickstart wrote. Give an empty folder or a"
                        + " new one: ./quickstart FOLDER");
            }
            SecureFiles.createDirectories(folder);
            SecureFiles.writePublic(results.report(), "running".getBytes(StandardCharsets.UTF_8));
            for (String part : PARTS) {
                deleteTree(folder.resolve(part));
                SecureFiles.createDirectories(folder.resolve(part));
            }
        } catch (IOException e) {
            throw new UnusableException(folder + " cannot be cleared: " + e, e);
        }
        return results;
    }

    Path report() {
        return folder.resolve("report.html");
    }

    Path part(String name) {
        return folder.resolve(name);
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.findAny().isEmpty();
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
