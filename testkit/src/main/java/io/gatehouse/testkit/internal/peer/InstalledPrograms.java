package io.gatehouse.testkit.internal.peer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The programs in a list of folders.
 *
 * @param folders looked at in this order
 */
public record InstalledPrograms(List<Path> folders) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");
    private static final Path DEBIAN_POSTGRES = Path.of("/usr/lib/postgresql");

    /** Keeps its own copy of the list. */
    public InstalledPrograms {
        folders = List.copyOf(folders);
    }

    /**
     * What this machine has, by its environment.
     *
     * @return the folders of {@code GATEHOUSE_PEERS}, of {@code PATH}, and those Debian keeps servers in
     */
    public static InstalledPrograms ofThisMachine() {
        Stream<Path> named = folders(System.getenv("GATEHOUSE_PEERS"));
        Stream<Path> path = folders(System.getenv("PATH"));
        Stream<Path> system = Stream.of("/usr/local/sbin", "/usr/sbin", "/sbin").map(Path::of);
        Stream<Path> postgres = postgresFolders().stream();
        return new InstalledPrograms(Stream.of(named, path, system, postgres)
                .flatMap(folders -> folders)
                .distinct()
                .toList());
    }

    /**
     * The programs of a name.
     *
     * @param name a file name, no path
     * @return absolute paths, in the order of the folders
     */
    public Stream<Path> named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a program: \"" + name + "\"");
        }
        return folders.stream()
                .map(folder -> folder.resolve(name).toAbsolutePath())
                .filter(program -> Files.isRegularFile(program) && Files.isExecutable(program));
    }

    private static Stream<Path> folders(@Nullable String list) {
        return Stream.of(Objects.requireNonNullElse(list, "").split(Pattern.quote(File.pathSeparator)))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
    }

    private static List<Path> postgresFolders() {
        if (!Files.isDirectory(DEBIAN_POSTGRES)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(DEBIAN_POSTGRES)) {
            return versions.filter(folder -> folder.getFileName().toString().matches("\\d{1,3}"))
                    .sorted(Comparator.comparing(
                            (Path folder) ->
                                    Integer.parseInt(folder.getFileName().toString()),
                            Comparator.reverseOrder()))
                    .map(folder -> folder.resolve("bin"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
