package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.testkit.PostgresServerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a server logged, over all its starts; whoever waits for a line is told. Safe for use by many threads. */
public final class ServerLog {
    private final List<String> lines = new ArrayList<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /** Every line so far. */
    public List<String> lines() {
        return linesFrom(0);
    }

    /**
     * Tells a listener of each line from now on, on the thread that reads the log.
     *
     * @param listener must return soon
     */
    public void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** Tells a listener no more. */
    public void unlisten(Consumer<String> listener) {
        listeners.remove(listener);
    }

    /**
     * Waits for a line.
     *
     * @param from how many lines to pass over
     * @param wanted which line will do
     * @param limit how long to wait
     * @return the first such line, logged already or yet to come; empty when the limit passes
     */
    public synchronized Optional<String> await(int from, Predicate<String> wanted, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (int next = from; ; next++) {
            while (next >= lines.size()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            if (wanted.test(lines.get(next))) {
                return Optional.of(lines.get(next));
            }
        }
    }

    /**
     * Waits for a line that contains a text.
     *
     * @param text the text, matched as it is
     * @param limit how long to wait
     * @return the first such line, be it logged already
     * @throws PostgresServerException when the limit passes
     */
    public String require(String text, Duration limit) {
        try {
            return await(0, line -> line.contains(text), limit)
                    .orElseThrow(() -> new PostgresServerException("PostgreSQL did not log \"" + text + "\" within "
                            + limit + "; it said:\n  " + String.join("\n  ", lines())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresServerException("interrupted while waiting for \"" + text + "\" in the log", e);
        }
    }

    synchronized List<String> linesFrom(int from) {
        return List.copyOf(lines.subList(from, lines.size()));
    }

    synchronized int size() {
        return lines.size();
    }

    void add(String line) {
        synchronized (this) {
            lines.add(line);
            notifyAll();
        }
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(line);
            } catch (RuntimeException e) {
                // A listener's fault must not stop the log, without which nothing is ever ready.
                System.getLogger(ServerLog.class.getName())
                        .log(System.Logger.Level.WARNING, "a listener of the PostgreSQL log failed", e);
            }
        }
    }
}
