package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.testkit.PostgresServerException;
import io.gatehouse.testkit.internal.peer.Unprivileged;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How the programs of an installation are run for one cluster: without root's rights and without the environment's word.
 *
 * @param binaries the installation
 * @param launcher how rights are given up
 * @param folder the cluster's scratch folder, where they run
 */
record Programs(PostgresBinaries binaries, Unprivileged launcher, Path folder) {
    private static final int LIMIT_SECONDS = 60;

    Path data() {
        return folder.resolve("data");
    }

    /** A program with its arguments, not started yet. */
    ProcessBuilder command(String program, List<String> arguments) {
        List<String> words = new ArrayList<>(launcher.prefix());
        words.add(binaries.bin().resolve(program).toString());
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /**
     * Runs a program to its end.
     *
     * @param input what it reads, shorter than a pipe holds; may be secret
     * @return what it said
     * @throws PostgresServerException if it says by its exit code that it failed, or takes more than a minute
     */
    String run(String program, List<String> arguments, String input) throws IOException {
        Process process = command(program, arguments).redirectErrorStream(true).start();
        try {
            give(input, process);
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new PostgresServerException(binaries.bin().resolve(program) + " failed: " + said.strip());
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresServerException("interrupted during " + program, e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void give(String input, Process process) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended before it had read everything; its exit code and what it said tell why.
        }
    }
}
