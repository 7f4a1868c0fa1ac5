package io.gatehouse.testkit.internal.peer;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process and the processes it started. Those of this JVM that still run when it shuts down are killed; those that still
 * run when it is killed are ended by the {@link Watchdog}.
 */
public final class ProcessTree {
    private static final Set<ProcessTree> LIVE = ConcurrentHashMap.newKeySet();
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> LIVE.forEach(ProcessTree::kill), "gatehouse-testkit-peers"));
    }

    private final ProcessHandle root;

    private ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    /**
     * Watches a process until it is stopped, killed or forgotten.
     *
     * @param process a process of this JVM's
     * @return its tree
     */
    public static ProcessTree of(Process process) {
        ProcessTree tree = new ProcessTree(process.toHandle());
        LIVE.add(tree);
        Watchdog.watch(process.pid());
        return tree;
    }

    /**
     * SIGTERM to the process, which tells its children itself; then SIGKILL to whatever is left.
     *
     * @param limit how long the process may take
     */
    public void stop(Duration limit) {
        Set<ProcessHandle> all = snapshot();
        root.destroy();
        awaitEnd(root, limit);
        all.addAll(snapshot());
        killAll(all);
    }

    /** SIGKILL to all of it. */
    public void kill() {
        killAll(snapshot());
    }

    /** No longer watched: it ended by itself. */
    public void forget() {
        LIVE.remove(this);
        Watchdog.forget(root.pid());
    }

    /** Taken before the root ends: its children lose their parent, and we would lose sight of them. */
    private Set<ProcessHandle> snapshot() {
        Set<ProcessHandle> all = new LinkedHashSet<>();
        all.add(root);
        root.descendants().forEach(all::add);
        return all;
    }

    private void killAll(Set<ProcessHandle> all) {
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> awaitEnd(process, KILL_LIMIT));
        forget();
    }

    private static void awaitEnd(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException stillThere) {
            // The caller goes on to stronger means.
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
