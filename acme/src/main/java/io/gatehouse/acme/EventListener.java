package io.gatehouse.acme;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one listener, from a thread that it has to itself, with one event after the other. Whoever tells it something waits
 * until it has come back, so that when an order is done its listener knows; but for a moment only. A listener that hangs
 * falls behind: from then on nobody waits for it, and what happens is kept for it until it comes back. Safe for use by many
 * threads.
 */
final class EventListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventListener.class);
    static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Of a listener that hangs for ever. */
    private static final int MOST_KEPT = 1000;

    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Consumer<? super CertificateEvent> listener;
    private final Duration patience;
    private final LinkedBlockingQueue<Runnable> kept = new LinkedBlockingQueue<>(MOST_KEPT);
    private final ThreadPoolExecutor calls;
    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean isBehind;
    private volatile @Nullable Thread thread;

    /** @param patience how long an order is held up by a call */
    EventListener(Consumer<? super CertificateEvent> listener, Duration patience) {
        this.listener = listener;
        this.patience = patience;
        this.calls = new ThreadPoolExecutor(1, 1, IDLE.toMillis(), TimeUnit.MILLISECONDS, kept, this::threadFor);
        // Nobody has to end it: with nothing to tell, its thread ends by itself.
        calls.allowCoreThreadTimeOut(true);
    }

    private Thread threadFor(Runnable work) {
        Thread made = new Thread(work, "gatehouse-certificate-events");
        made.setDaemon(true);
        thread = made;
        return made;
    }

    void tell(CertificateEvent event) {
        FutureTask<Void> call = new FutureTask<>(() -> call(event), null);
        try {
            calls.execute(call);
        } catch (RejectedExecutionException e) {
            LOG.error("A listener hangs and is {} events behind; it will not hear of {}", MOST_KEPT, event);
            lost.incrementAndGet();
            return;
        }
        // A listener that orders a certificate itself would wait for itself.
        if (!isBehind && Thread.currentThread() != thread) {
            await(call, event);
        }
    }

    private void await(FutureTask<Void> call, CertificateEvent event) {
        try {
            call.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            isBehind = true;
            LOG.error(
                    "A listener has not come back after {}, and is not waited for any more; it was to hear of {}",
                    patience,
                    event,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("What a listener throws is caught where it is called", e);
        }
    }

    private void call(CertificateEvent event) {
        try {
            listener.accept(event);
        } catch (Throwable e) {
            LOG.error("A listener failed on {}: {}", event, e.toString(), e);
        }
        if (kept.isEmpty()) {
            isBehind = false;
            int missed = lost.getAndSet(0);
            if (missed > 0) {
                LOG.warn("A listener came back and has missed {} events", missed);
            }
        }
    }

    /** How many events wait for it. */
    int kept() {
        return kept.size();
    }

    /** Interrupts a listener that hangs, and forgets what it has not heard. */
    @Override
    public void close() {
        Thread hanging = thread;
        if (isBehind && hanging != null) {
            kept.clear();
            hanging.interrupt();
        }
    }
}
