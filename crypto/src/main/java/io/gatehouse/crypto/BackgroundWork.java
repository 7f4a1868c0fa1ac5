package io.gatehouse.crypto;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What runs beside the callers' threads: on daemon threads that end by themselves, so nothing need be shut down. */
final class BackgroundWork {
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
}
