package io.gatehouse.crypto.jdbc;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Decides the changes of one page while those of the page before are written: unwrapping and wrapping keys costs about as
 * much as the database takes for the writes.
 */
final class DecidingThread implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "gatehouse-table-run");
        made.setDaemon(true);
        return made;
    });

    Future<Batch> begin(Callable<Batch> decision) {
        return thread.submit(decision);
    }

    /** The decision, or whatever it threw. */
    static Batch await(Future<Batch> decision) throws InterruptedException {
        try {
            return decision.get();
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

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
