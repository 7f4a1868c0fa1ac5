package io.gatehouse.benchmark.envelope;

import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link EnvelopeBenchmark} for all libraries and prints two tables: the bytes that each adds to a secret of 32 bytes
 * with its operations a second of processor time, and its operations a second by the clock. Arguments are JMH's.
 */
public final class EnvelopeComparison {
    private static final int SECRET_BYTES = 32;
    private static final double NANOS_A_SECOND = 1e9;

    private EnvelopeComparison() {}

    /**
     * Measures and prints.
     *
     * @param args options of JMH, such as {@code -t 2}
     * @throws CommandLineOptionException for options that JMH does not know
     * @throws RunnerException when a measurement fails
     * @throws GeneralSecurityException when a library refuses its set-up
     */
    public static void main(String[] args)
            throws CommandLineOptionException, RunnerException, GeneralSecurityException {
        Options options = new OptionsBuilder()
                .parent(new CommandLineOptions(args))
                .include(EnvelopeBenchmark.class.getName())
                .shouldFailOnError(true)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        String byProcessor = table(results, EnvelopeComparison::ratePerProcessor);
        String byClock = table(results, result -> result.getPrimaryResult().getScore());
        System.out.println("Operations in a second of processor time:");
        System.out.println(byProcessor);
        System.out.println("Operations in a second, all threads together:");
        System.out.println(byClock);
    }

    private static double ratePerProcessor(RunResult result) {
        double processors =
                requireNonNull(result.getSecondaryResults().get("nanos")).getScore() / NANOS_A_SECOND;
        return result.getPrimaryResult().getScore() / processors;
    }

    /** How many bytes more than the secret are stored. */
    static int addedBytes(Library library) throws GeneralSecurityException {
        return library.open().encrypt().apply(new byte[SECRET_BYTES]).length - SECRET_BYTES;
    }

    private static String table(Collection<RunResult> results, ToDoubleFunction<RunResult> rate)
            throws GeneralSecurityException {
        Map<Library, Map<String, Double>> rates = new EnumMap<>(Library.class);
        for (RunResult result : results) {
            Library library = Library.valueOf(result.getParams().getParam("library"));
            String column = "%6s B, %s"
                    .formatted(
                            result.getParams().getParam("bytes"),
                            result.getPrimaryResult().getLabel());
            rates.computeIfAbsent(library, none -> new TreeMap<>()).put(column, rate.applyAsDouble(result));
        }
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Library, Map<String, Double>> row : rates.entrySet()) {
            if (lines.isEmpty()) {
                lines.add(
                        "| | bytes added | " + String.join(" | ", row.getValue().keySet()) + " |");
                lines.add("|---|---|" + "---|".repeat(row.getValue().size()));
            }
            StringBuilder line = new StringBuilder("| ").append(row.getKey().title());
            line.append(" | ").append(addedBytes(row.getKey()));
            row.getValue().values().forEach(each -> line.append(" | ").append("%,.0f".formatted(each)));
            lines.add(line.append(" |").toString());
        }
        return String.join(System.lineSeparator(), lines);
    }
}
