package io.gatehouse.testkit;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.testkit.internal.peer.ScratchFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * The real programs of a test: nginx, Apache, HAProxy, Caddy, BIND, Knot, PowerDNS, Pebble, PgBouncer, moto and any other
 * that {@link Peer} finds. They get a scratch folder that goes away with them and, where this JVM is root, run without
 * root's rights; they stop with the test, or with the JVM, be it killed.
 *
 * <p>When a test fails, or a method before or after it, the end of the log of each program that was started here is attached
 * to the failure, and the whole of it to the test's report. A program that {@link Peer#start} started elsewhere is not among
 * them: its log is the test's to show. One that does not get ready carries its log in its {@link PeerException}.
 *
 * <pre>{@code
 * @RegisterExtension
 * final Peers peers = Peers.create();
 *
 * @Test
 * void nginxAnswers() {
 *     int port = LoopbackPorts.free();
 *     Path conf = peers.write("nginx.conf", "…listen 127.0.0.1:" + port + "…");
 *     peers.start("nginx", PeerLaunch.builder("-c", conf.toString(), "-g", "daemon off;")
 *             .readyWhenListening(port).build());
 *     …
 * }
 * }</pre>
 *
 * <p>In an instance field the programs live as long as one test, in a static field as long as the class. Thread-safe.
 */
public final class Peers
        implements BeforeAllCallback,
                AfterAllCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                AutoCloseable {
    private final Deque<RunningPeer> started = new ArrayDeque<>();
    private @Nullable Path folder;
    private boolean forTheClass;

    private Peers() {}

    /**
     * No program yet, for a field with {@code @RegisterExtension}.
     *
     * @return an extension
     */
    public static Peers create() {
        return new Peers();
    }

    /**
     * The scratch folder, in which the programs start unless their launch names another.
     *
     * @return a folder that is deleted when the programs stop
     */
    public synchronized Path folder() {
        if (folder == null) {
            try {
                folder = ScratchFolders.create("peers");
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make a scratch folder", e);
            }
        }
        return folder;
    }

    /**
     * Writes a configuration into the scratch folder.
     *
     * @param name of the file
     * @param text its content; only the owner may read it
     * @return the file
     */
    public Path write(String name, String text) {
        Path file = folder().resolve(name);
        SecureFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    /**
     * Starts a program.
     *
     * @param name its file name, such as {@code nginx}
     * @param launch how to run it, and the signs that it is ready
     * @return the running program; closing it is allowed and not needed
     * @throws TestAbortedException when it is not installed, as {@link Peer#require(String)}
     * @throws AssertionError when it is not installed under {@code CI=true}
     * @throws PeerException as {@link Peer#start}
     */
    public RunningPeer start(String name, PeerLaunch launch) {
        return start(Peer.require(name), launch);
    }

    /**
     * Starts a program.
     *
     * @param peer the program
     * @param launch how to run it, and the signs that it is ready
     * @return the running program; closing it is allowed and not needed
     * @throws PeerException as {@link Peer#start}
     */
    public synchronized RunningPeer start(Peer peer, PeerLaunch launch) {
        RunningPeer running = peer.start(launch.unprivilegedIn(folder()));
        started.push(running);
        return running;
    }

    /**
     * Runs a program to its end.
     *
     * @param name its file name, such as {@code softhsm2-util}
     * @param launch how to run it
     * @return how it ended, whatever the exit code
     * @throws TestAbortedException when it is not installed, as {@link Peer#require(String)}
     * @throws AssertionError when it is not installed under {@code CI=true}
     * @throws PeerException as {@link Peer#run(PeerLaunch)}
     */
    public PeerResult run(String name, PeerLaunch launch) {
        return Peer.require(name).run(launch.unprivilegedIn(folder()));
    }

    /** Stops all of them, the last one first, and deletes the scratch folder. */
    @Override
    public synchronized void close() {
        started.forEach(RunningPeer::close);
        started.clear();
        Path scratch = folder;
        folder = null;
        if (scratch != null) {
            ScratchFolders.delete(scratch);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        forTheClass = true;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!forTheClass) {
            close();
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    private synchronized Throwable withLogs(ExtensionContext context, Throwable failure) {
        if (!(failure instanceof TestAbortedException)) {
            for (RunningPeer running : started) {
                String log = running.log();
                if (!log.isBlank()) { // JUnit refuses an entry without text, and would hide the failure
                    context.publishReportEntry(Map.of("log of " + running.peer().name(), log));
                }
                failure.addSuppressed(new PeerException(
                        running.peer().name(),
                        running.isAlive() ? "ran while the test failed" : "had ended when the test failed",
                        LogTail.of(log)));
            }
        }
        return failure;
    }
}
