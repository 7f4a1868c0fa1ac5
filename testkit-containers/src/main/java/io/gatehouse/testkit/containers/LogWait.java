package io.gatehouse.testkit.containers;

import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** Ready when a text was logged; fails at once, with the log, when the container ends first. */
final class LogWait extends AbstractWaitStrategy {
    private static final int LAST_WORDS = 4000;

    private final String text;

    LogWait(String text) {
        this.text = text;
    }

    @Override
    protected void waitUntilReady() {
        long deadline = System.nanoTime() + startupTimeout.toNanos();
        while (true) {
            // Asked before the log is read: what a container that ended had to say is all there.
            boolean running = waitStrategyTarget.isRunning();
            String log = waitStrategyTarget.getLogs();
            if (log.contains(text)) {
                return;
            }
            if (!running) {
                throw failure("it ended before it was ready", log);
            }
            if (System.nanoTime() - deadline > 0) {
                throw failure("not ready within " + startupTimeout, log);
            }
        }
    }

    private ContainerLaunchException failure(String what, String log) {
        return new ContainerLaunchException(what + "; waited for \"" + text + "\". The end of its log:\n"
                + log.substring(Math.max(0, log.length() - LAST_WORDS)));
    }
}
