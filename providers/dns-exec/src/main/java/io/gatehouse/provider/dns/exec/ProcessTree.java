package io.gatehouse.provider.dns.exec;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A program and the programs that it started; not those that left it and became daemons. */
final class ProcessTree {
    /** For a script that removes its temporary files when it is told to end. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private ProcessTree() {}

    /**
     * Tells all of them to end (SIGTERM), and ends those that have not (SIGKILL) after a second. A thread that is
     * interrupted meanwhile waits no longer, and stays marked.
     */
    static void end(Process program) {
        Set<ProcessHandle> all = of(program);
        all.forEach(ProcessHandle::destroy);
        try {
            program.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.addAll(of(program)); // Started since.
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** While the program lives: its children lose their parent with it, and we would lose sight of them. */
    private static Set<ProcessHandle> of(Process program) {
        Set<ProcessHandle> all = new LinkedHashSet<>();
        all.add(program.toHandle());
        program.descendants().forEach(all::add);
        return all;
    }
}
