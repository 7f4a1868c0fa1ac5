package io.gatehouse.crypto.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Decide the changes of one page while those of the page before are written: unwrapping and wrapping keys costs more than
 * the database takes for the writes.
 */
final class DecidingThreads implements AutoCloseable {
    private static final int MOST_THREADS = 4;

    private final int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    private final ExecutorService threads = Executors.newFixedThreadPool(count, task -> {
        Thread made = new Thread(task, "gatehouse-table-run");
        made.setDaemon(true);
        return made;
    });

    /** The changes of a page, a part of its rows for each thread. */
    record Decision(List<Future<Batch>> parts) {
        /** The changes in the order of the rows, or whatever deciding them threw. */
        Batch await() throws InterruptedException {
            Batch whole = get(parts.get(0));
            for (Future<Batch> part : parts.subList(1, parts.size())) {
                whole.append(get(part));
            }
            return whole;
        }

        private static Batch get(Future<Batch> part) throws InterruptedException {
            try {
                return part.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException("A decision throws nothing checked", e);
            }
        }
    }

    Decision begin(List<TableReader.Row> page, Function<List<TableReader.Row>, Batch> decide) {
        List<Future<Batch>> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<TableReader.Row> part = page.subList(page.size() * i / count, page.size() * (i + 1) / count);
            parts.add(threads.submit(() -> decide.apply(part)));
        }
        return new Decision(parts);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
