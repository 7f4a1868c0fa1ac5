package io.gatehouse.benchmark;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.PostgresServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * How soon a PostgreSQL with TLS is ready, for each version found: the first time in an empty cache folder, which unpacks
 * the programs; with the programs unpacked, but no template of a data folder; and with both.
 *
 * <p>The cache folder must be one of this run, since templates are deleted in it: {@code XDG_CACHE_HOME} names it.
 *
 * <p>Argument, optional: how many starts a median is taken of (15).
 */
public final class PostgresServerScenario {
    private static final List<Integer> VERSIONS = List.of(15, 16, 17, 18);

    private final CertificateAuthority authority = CertificateAuthority.create("Benchmark CA");
    private final int starts;
    private final Path templates;

    private PostgresServerScenario(int starts, Path templates) {
        this.starts = starts;
        this.templates = templates;
    }

    /**
     * Measures and prints.
     *
     * @param args how many starts a median is taken of
     */
    public static void main(String[] args) {
        String cache = System.getenv("XDG_CACHE_HOME");
        if (cache == null || cache.isEmpty()) {
            throw new IllegalStateException(
                    "XDG_CACHE_HOME is not set: name an empty folder, as templates are deleted in it");
        }
        int starts = args.length == 0 ? 15 : Integer.parseInt(args[0]);
        var scenario = new PostgresServerScenario(starts, Path.of(cache, "gatehouse", "postgres", "templates"));
        System.out.printf("load average: %.2f%n", load());
        VERSIONS.forEach(scenario::measure);
        System.out.printf("load average: %.2f%n", load());
    }

    private void measure(int version) {
        PostgresServer.Builder builder =
                PostgresServer.builder().version(version).tls(authority);
        double first = timeToReady(builder.build());
        System.out.printf("PostgreSQL %d, first: %.0f ms%n", version, first);
        print(version, "without a template", () -> {
            deleteTemplates();
            return timeToReady(builder.build());
        });
        print(version, "with a template", () -> timeToReady(builder.build()));
    }

    private void print(int version, String what, DoubleSupplier start) {
        double[] times = new double[starts];
        Arrays.setAll(times, i -> start.getAsDouble());
        Arrays.sort(times);
        System.out.printf(
                "PostgreSQL %d, %s: %.0f ms (median of %d, from %.0f to %.0f)%n",
                version, what, times[starts / 2], starts, times[0], times[starts - 1]);
    }

    private static double timeToReady(PostgresServer server) {
        long begun = System.nanoTime();
        try (PostgresServer running = server.start()) {
            running.port();
            return (System.nanoTime() - begun) / 1e6;
        }
    }

    private void deleteTemplates() {
        if (!Files.exists(templates)) {
            throw new IllegalStateException(
                    "no templates in " + templates + ": a cold start would not be told from a warm one");
        }
        try (Stream<Path> all = Files.walk(templates)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot delete the templates in " + templates, e);
        }
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
