package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.testkit.PostgresServerException;
import io.gatehouse.testkit.internal.peer.ProcessTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One running {@code postgres}: how it tells that it is ready, and how it ends. Safe for use by many threads. */
final class ServerProcess {
    private static final String READY = "database system is ready to accept connections";
    private static final String RELOADING = "received SIGHUP";
    private static final String END = "(the server's log ends)";
    private static final Duration RELOAD_LIMIT = Duration.ofMinutes(1);

    private final Process process;
    private final ProcessTree tree;
    private final ServerLog log;
    private final int firstLine;
    private final Thread reader;

    private ServerProcess(Process process, ServerLog log) {
        this.process = process;
        this.tree = ProcessTree.of(process);
        this.log = log;
        this.firstLine = log.size();
        this.reader = new Thread(this::readLog, "postgres-log-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static ServerProcess start(ProcessBuilder command, ServerLog log) throws IOException {
        return new ServerProcess(command.redirectErrorStream(true).start(), log);
    }

    /** Waits for the server's own word that it is ready: no log-in is needed, so any pg_hba.conf will do. */
    void awaitReady(Duration limit) {
        try {
            String word = log.await(firstLine, line -> line.contains(READY) || line.equals(END), limit)
                    .orElse("");
            if (!word.contains(READY)) {
                kill();
                throw new PostgresServerException("PostgreSQL "
                        + (word.equals(END) ? "ended" : "was not ready within " + limit) + "; it said:\n  "
                        + String.join("\n  ", lines()));
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new PostgresServerException("interrupted while PostgreSQL started", e);
        }
    }

    boolean saw(String text) {
        return lines().stream().anyMatch(line -> line.contains(text));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Asks for a fast shutdown (open sessions are cut, data is kept) and insists after half a minute. */
    void stopFast(Path workingFolder) {
        signal("INT", workingFolder);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                kill();
            }
            tree.forget();
            reader.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Has the server read its configuration again, and returns when it does: it takes connections in the same thread, so
     * that each one it accepts after this meets the new configuration, or the old one where the new has an error.
     */
    void reload(Path workingFolder) {
        int before = log.size();
        signal("HUP", workingFolder);
        try {
            if (log.await(before, line -> line.contains(RELOADING) || line.equals(END), RELOAD_LIMIT)
                    .isEmpty()) {
                throw new PostgresServerException("PostgreSQL did not log \"" + RELOADING + "\" within " + RELOAD_LIMIT
                        + "; does a setting keep its log from standard error?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresServerException("interrupted while PostgreSQL read its configuration", e);
        }
    }

    /** Ends the server and its children at once and without a last word. */
    void kill() {
        tree.kill();
    }

    /** The JDK can send TERM and KILL only; to PostgreSQL, INT means a fast shutdown and TERM a slow one. */
    private void signal(String name, Path workingFolder) {
        if (!process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .directory(workingFolder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new PostgresServerException("cannot send " + name + " to process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> lines() {
        return log.linesFrom(firstLine);
    }

    private void readLog() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                log.add(line);
            }
        } catch (IOException e) {
            log.add("(the log broke off: " + e.getMessage() + ")");
        } finally {
            log.add(END);
        }
    }
}
