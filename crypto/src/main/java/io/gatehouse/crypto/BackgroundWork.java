package io.gatehouse.crypto;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What runs beside the callers' threads: on daemon threads that end by themselves, so nothing need be shut down. */
final class BackgroundWork {
    /** Far longer than any message takes: whoever got a data key before it was dropped is done with it. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration IDLE = Duration.ofSeconds(30);

    private BackgroundWork() {}

    /** At most so many threads; a task that finds all of them at work is rejected. */
    static ExecutorService threads(String name, int most) {
        AtomicLong count = new AtomicLong();
        return new ThreadPoolExecutor(0, most, IDLE.toSeconds(), TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Wipes a data key that is lent out no more. Should somebody use it still, that fails and nothing is lost. */
    static void closeLater(SealingKey key) {
        Executor later = CompletableFuture.delayedExecutor(GRACE.toSeconds(), TimeUnit.SECONDS);
        later.execute(key::close);
    }
}
