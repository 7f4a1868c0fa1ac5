package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.testkit.PostgresServerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One running {@code postgres}: its log, how it tells that it is ready, and how it ends. Safe for use by many threads. */
final class ServerProcess {
    private static final String READY = "database system is ready to accept connections";

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch readyOrGone = new CountDownLatch(1);

    private ServerProcess(Process process) {
        this.process = process;
    }

    static ServerProcess start(ProcessBuilder command) throws IOException {
        ServerProcess server =
                new ServerProcess(command.redirectErrorStream(true).start());
        Thread reader = new Thread(server::readLog, "postgres-log-" + server.process.pid());
        reader.setDaemon(true);
        reader.start();
        return server;
    }

    /** Waits for the server's own word that it is ready: no log-in is needed, so any pg_hba.conf will do. */
    void awaitReady(Duration limit) {
        try {
            boolean told = readyOrGone.await(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!told || !saw(READY)) {
                kill();
                throw new PostgresServerException("PostgreSQL " + (told ? "ended" : "was not ready within " + limit)
                        + "; it said:\n  " + String.join("\n  ", lines()));
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new PostgresServerException("interrupted while PostgreSQL started", e);
        }
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    boolean saw(String text) {
        synchronized (lines) {
            return lines.stream().anyMatch(line -> line.contains(text));
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Asks for a fast shutdown (open sessions are cut, data is kept) and insists after ten seconds. */
    void stopFast(Path workingFolder) {
        signal("INT", workingFolder);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Has the server read its configuration again. */
    void reload(Path workingFolder) {
        signal("HUP", workingFolder);
    }

    /** Ends the server at once; its children notice that it is gone and end too. */
    void kill() {
        process.destroyForcibly();
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

    private void readLog() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
                if (line.contains(READY)) {
                    readyOrGone.countDown();
                }
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add("(the log ended: " + e.getMessage() + ")");
            }
        } finally {
            readyOrGone.countDown();
        }
    }
}
