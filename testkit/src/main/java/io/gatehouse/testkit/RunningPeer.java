package io.gatehouse.testkit;

import io.gatehouse.testkit.internal.peer.ScratchFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A real program that runs until it is closed. Only its own process and the processes it started are ever signalled, by
 * process id; the same is done when the JVM shuts down first, or is killed. Its log is attached to a failing test only if
 * {@link Peers} started it; otherwise show {@link #log()} in the assertion.
 *
 * <p>Thread-safe.
 */
public final class RunningPeer implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Peer peer;
    private final Path folder;
    private final boolean folderIsOurs;
    private final PeerProcess process;
    private @Nullable String lastLog;

    private RunningPeer(Peer peer, Path folder, boolean folderIsOurs, PeerProcess process) {
        this.peer = peer;
        this.folder = folder;
        this.folderIsOurs = folderIsOurs;
        this.process = process;
    }

    static RunningPeer start(Peer peer, PeerLaunch launch) {
        refuseForeignSigns(peer, launch.readiness());
        RunningPeer running = launch(peer, launch);
        try {
            running.awaitReady(launch);
            return running;
        } catch (RuntimeException | Error e) {
            running.stop();
            throw e;
        }
    }

    private static RunningPeer launch(Peer peer, PeerLaunch launch) {
        try {
            Optional<Path> given = launch.folder();
            Path folder = given.isPresent() ? given.get() : ScratchFolders.create(peer.name());
            Path log = Files.createTempFile(folder, peer.name() + "-", ".log");
            try {
                PeerProcess process = PeerProcess.launch(peer, launch, Optional.of(folder), log);
                return new RunningPeer(peer, folder, given.isEmpty(), process);
            } catch (PeerException e) {
                Files.delete(log);
                if (given.isEmpty()) {
                    ScratchFolders.delete(folder);
                }
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refuseForeignSigns(Peer peer, List<Readiness> signs) {
        for (Readiness sign : signs) {
            if (sign.mustBeSilentBefore() && sign.seen(() -> "")) {
                throw new PeerException(
                        peer.name(),
                        "not started, because already " + sign.what() + ": another program has it; choose another port",
                        "");
            }
        }
    }

    private void awaitReady(PeerLaunch launch) {
        long deadline = System.nanoTime() + launch.timeLimit().toNanos();
        Supplier<String> log = process::log;
        for (Readiness sign : launch.readiness()) {
            while (!sign.seen(log)) {
                if (System.nanoTime() - deadline > 0) {
                    throw process.failure("not ready within " + launch.timeLimit() + "; waited until " + sign.what());
                }
                if (process.endsWithin(POLL)) {
                    throw process.failure("ended with exit code " + process.exitCode() + " before it was ready ("
                            + sign.what() + ")");
                }
            }
        }
    }

    /**
     * The program that runs.
     *
     * @return the peer it was started from
     */
    public Peer peer() {
        return peer;
    }

    /**
     * The process id.
     *
     * @return the id of the process that was started
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Whether it runs.
     *
     * @return false once it ended, by itself or by {@link #stop()}
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * The working folder.
     *
     * @return the launch's folder, or the one made for it
     */
    public Path folder() {
        return folder;
    }

    /**
     * Everything it wrote to standard output and standard error so far; still there after it stopped.
     *
     * @return the log
     */
    public synchronized String log() {
        return lastLog == null ? process.log() : lastLog;
    }

    /**
     * Waits until the log contains a text.
     *
     * @param text the text, matched as it is
     * @param limit how long to wait
     * @throws PeerException when it ends, or the limit passes, without having written it
     */
    public void awaitLog(String text, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!log().contains(text)) {
            if (System.nanoTime() - deadline > 0) {
                throw process.failure("did not log \"" + text + "\" within " + limit);
            }
            if (process.endsWithin(POLL) && !log().contains(text)) {
                throw process.failure("ended without having logged \"" + text + "\"");
            }
        }
    }

    /**
     * Stops it: SIGTERM, a bounded wait, then SIGKILL to what is left of it and of the processes it started. Does
     * nothing when it is stopped already.
     */
    public synchronized void stop() {
        if (lastLog != null) {
            return;
        }
        process.stop();
        lastLog = process.log();
        if (folderIsOurs) {
            ScratchFolders.delete(folder);
        }
    }

    /** Ends it as a crash would: SIGKILL to it and to the processes it started, with no chance to tidy up. */
    public synchronized void kill() {
        process.kill();
        stop();
    }

    /** As {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    @Override
    public String toString() {
        return peer.name() + " (process " + pid() + (isAlive() ? ", running)" : ", ended)");
    }
}
