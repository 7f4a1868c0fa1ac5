package io.gatehouse.provider.dns.exec;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs programs, each to its end or to a time limit, with the environment that was handed over and little of our own.
 *
 * <p>Safe for use by many threads.
 */
final class ProgramRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramRunner.class);

    private final GivenEnvironment environment;
    private final Duration limit;

    ProgramRunner(GivenEnvironment environment, Duration limit) {
        this.environment = environment;
        this.limit = limit;
    }

    /**
     * Runs a program.
     *
     * @param what the change it makes, for errors, such as {@code "to add TXT at _acme-challenge.example.org"}
     * @param output takes what it wrote to its standard output, whether or not it succeeded
     * @throws DnsProviderException if it does not succeed
     */
    void run(ProgramCall call, String what, Consumer<String> output) {
        if (Thread.currentThread().isInterrupted()) {
            throw failure(Kind.CANCELLED, "interrupted before " + call.program() + " was run " + what, null);
        }
        Map<String, String> given = given();
        ProgramFile.problem(call.program(), call.needsExecution()).ifPresent(problem -> {
            throw failure(Kind.REFUSED, "the program " + problem, null);
        });
        Process process = start(call, given);
        Output out = new Output(process.getInputStream());
        Output err = new Output(process.getErrorStream());
        feed(process, call.input());
        String subject = call.program() + ", run " + what + ",";
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                ProcessTree.end(process);
                throw failure(
                        Kind.UNREACHABLE,
                        subject + " still ran after " + limit
                                + " and was ended; whether it made the change is not known. It "
                                + wrote(out.text(), err.text(), given) + ". See what it waits for, or raise timeout",
                        null);
            }
            String written = out.text();
            output.accept(written);
            check(process.exitValue(), subject, wrote(written, err.text(), given));
        } catch (InterruptedException e) {
            ProcessTree.end(process);
            Thread.currentThread().interrupt();
            throw failure(
                    Kind.CANCELLED,
                    "interrupted while " + subject + " ran; it was ended, and whether it made the change is not known",
                    e);
        }
    }

    private Map<String, String> given() {
        try {
            return environment.read();
        } catch (GatehouseException e) {
            throw failure(Kind.REFUSED, "the setting environment-file: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw failure(Kind.REFUSED, "in the file of the setting environment-file, " + e.getMessage(), null);
        }
    }

    private static Process start(ProgramCall call, Map<String, String> given) {
        // In the program's folder, so that where this process was started decides nothing.
        ProcessBuilder builder = new ProcessBuilder(call.command())
                .directory(call.program().resolveSibling("").toFile());
        Map<String, String> variables = new HashMap<>(given);
        variables.putAll(call.variables());
        Stream.concat(call.command().stream(), variables.values().stream()).forEach(ProgramRunner::requirePassable);
        builder.environment().keySet().removeIf(name -> !isInherited(name));
        builder.environment().putAll(variables);
        try {
            return builder.start();
        } catch (IOException e) {
            throw failure(
                    Kind.REFUSED,
                    call.program() + " could not be started: " + e.getMessage()
                            + ". See that its first line names an interpreter that is installed, and run it by hand",
                    e);
        }
    }

    /** What a program cannot do without. A credential of the process around us is none of its business. */
    private static boolean isInherited(String variable) {
        return switch (variable) {
            case "PATH", "HOME", "LANG", "TZ" -> true;
            default -> variable.startsWith("LC_");
        };
    }

    /** Java hands over a question mark for what the locale lacks, and the wrong value would be written. */
    private static void requirePassable(String text) {
        Charset locale = Charset.forName(System.getProperty("native.encoding", StandardCharsets.UTF_8.name()));
        if (text.indexOf('\0') >= 0 || !locale.newEncoder().canEncode(text)) {
            throw failure(
                    Kind.REFUSED,
                    "a value has a character that cannot be handed to a program in the locale of this process ("
                            + locale + "); start it with LC_ALL=C.UTF-8",
                    null);
        }
    }

    private static void feed(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading; its exit code and output say why.
            LOG.debug("A program did not read its input", e);
        }
    }

    private void check(int exitCode, String subject, String wrote) {
        if (exitCode == 0) {
            LOG.debug("{} succeeded; it {}", subject, wrote);
            return;
        }
        String said = subject + " ended with exit code " + exitCode;
        throw switch (exitCode) {
            case ExitCode.NO_SUCH_ZONE ->
                failure(Kind.NO_SUCH_ZONE, said + " (no such zone) and " + wrote + ". Check the zone", null);
            case ExitCode.UNREACHABLE ->
                failure(Kind.UNREACHABLE, said + " (unreachable) and " + wrote + ". Check the network", null);
            case ExitCode.BAD_CREDENTIALS ->
                failure(
                        Kind.BAD_CREDENTIALS,
                        said + " (bad credentials) and " + wrote + ". Check what the setting environment hands over",
                        null);
            default -> failure(Kind.SERVER_FAILED, said + " and " + wrote + ". Run it by hand to see why", null);
        };
    }

    /** Those of sysexits.h, for a program that wants to be more precise than to fail. */
    private static final class ExitCode {
        /** EX_NOHOST. */
        static final int NO_SUCH_ZONE = 68;
        /** EX_UNAVAILABLE. */
        static final int UNREACHABLE = 69;
        /** EX_NOPERM. */
        static final int BAD_CREDENTIALS = 77;
    }

    /** Scripts complain on either stream; the one for errors goes first. */
    private static String wrote(String out, String err, Map<String, String> given) {
        String quoted = Output.quoted(err.isBlank() ? out : err, given);
        return quoted.isEmpty() ? "wrote nothing" : "wrote: \"" + quoted + "\"";
    }

    private static DnsProviderException failure(Kind kind, String message, @Nullable Exception cause) {
        return new DnsProviderException(ExecProviderFactory.NAME, kind, message, cause, null);
    }
}
