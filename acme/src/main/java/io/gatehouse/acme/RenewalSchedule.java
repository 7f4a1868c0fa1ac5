package io.gatehouse.acme;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has each managed name looked after when it is due, each in a task of its own: by hand ({@link #runDue}) or by a thread
 * that watches the clock ({@link #start}). A name is never in two tasks at once. One whose task hangs is interrupted after a
 * time limit and gives up its place, so that it keeps none but itself waiting. Safe for use by many threads.
 */
final class RenewalSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RenewalSchedule.class);
    /** Waits go by the machine's own time; the clock may jump meanwhile, so it is looked at this often. */
    private static final Duration TICK = Duration.ofMinutes(1);
    /** For work under way when everything is closed; what is not done then is in the journal. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** Mostly they wait for the CA and the DNS; more would run into the limits of both. */
    private static final int MOST_AT_ONCE = 32;

    private final Map<String, CertificateRequest> requests = new LinkedHashMap<>();
    private final Renewal renewal;
    private final Executor workers;
    private final Clock clock;
    private final Duration limit;
    private final DueList due = new DueList();
    private final Deque<Work> ready = new ArrayDeque<>();
    private final Map<String, Work> running = new HashMap<>();
    private Instant lastLook;
    private int hanging;
    private boolean isClosed;
    private @Nullable Thread loop;

    /** One name being looked after. Its fields are read and written under the lock of the schedule. */
    private static final class Work {
        final String name;
        final CompletableFuture<Renewal.Outcome> done = new CompletableFuture<>();

        @Nullable
        Thread thread;

        long startedAt;
        boolean hangs;

        Work(String name) {
            this.name = name;
        }
    }

    /** @param limit how long a single name may take */
    RenewalSchedule(
            Collection<CertificateRequest> managed, Renewal renewal, Executor workers, Clock clock, Duration limit) {
        managed.forEach(request -> requests.put(request.name(), request));
        this.renewal = renewal;
        this.workers = workers;
        this.clock = clock;
        this.limit = limit;
        this.lastLook = clock.instant();
        lookAtAll();
    }

    /** Which names are due is found out by looking at each; afterwards each says itself when it is. */
    private void lookAtAll() {
        requests.keySet().forEach(name -> due.put(name, Instant.EPOCH));
    }

    RunReport runDue() {
        List<String> issued = new ArrayList<>();
        Map<String, Throwable> failed = new LinkedHashMap<>();
        for (Work work : takeDue()) {
            try {
                Renewal.Outcome outcome = await(work);
                if (outcome.isIssued()) {
                    issued.add(work.name);
                }
                if (outcome.failure() != null) {
                    failed.put(work.name, outcome.failure());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed.put(work.name, e);
                break;
            } catch (CancellationException | ExecutionException e) {
                failed.put(work.name, e);
            }
        }
        synchronized (this) {
            return new RunReport(issued, failed, due.next());
        }
    }

    private Renewal.Outcome await(Work work) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return work.done.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                giveUpOverdue();
            }
        }
    }

    synchronized void start() {
        requireOpen();
        if (loop == null) {
            Thread thread = new Thread(this::loop, "gatehouse-certificates");
            thread.setDaemon(true);
            loop = thread;
            thread.start();
        }
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("These Certificates are closed; build others");
        }
    }

    private void loop() {
        try {
            while (true) {
                giveUpOverdue();
                synchronized (this) {
                    if (isClosed) {
                        return;
                    }
                    takeDue();
                    wait(millisUntilNext());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The schedule of certificates ends", e);
        }
    }

    /** At least one, for a wait of none is for ever. */
    private long millisUntilNext() {
        long left = due.next()
                .map(next -> Duration.between(clock.instant(), next).toMillis())
                .orElse(TICK.toMillis());
        return Math.max(1, Math.min(left, TICK.toMillis()));
    }

    private synchronized List<Work> takeDue() {
        requireOpen();
        Instant now = clock.instant();
        if (now.isBefore(lastLook)) {
            // What was said to be due then and then was said by a clock that has been put back.
            lookAtAll();
        }
        lastLook = now;
        List<Work> taken = due.take(now).stream()
                .filter(name -> !running.containsKey(name))
                .map(Work::new)
                .toList();
        taken.forEach(work -> running.put(work.name, work));
        ready.addAll(taken);
        begin();
        return taken;
    }

    private synchronized void begin() {
        // Those that are ready are among the running, so that none is taken twice.
        while (!ready.isEmpty() && running.size() - ready.size() - hanging < MOST_AT_ONCE) {
            Work work = ready.remove();
            try {
                workers.execute(() -> run(work));
            } catch (RejectedExecutionException e) {
                LOG.error("The executor takes no work; {} is tried again in {}", work.name, TICK, e);
                end(work, new Renewal.Outcome(false, e, clock.instant().plus(TICK)));
            }
        }
    }

    private void run(Work work) {
        synchronized (this) {
            work.thread = Thread.currentThread();
            work.startedAt = System.nanoTime();
        }
        Renewal.Outcome outcome = new Renewal.Outcome(
                false,
                new IllegalStateException("It ended early"),
                clock.instant().plus(TICK));
        try {
            CertificateRequest request = requests.get(work.name);
            if (request != null) {
                outcome = renewal.run(request);
            }
        } finally {
            end(work, outcome);
        }
    }

    private synchronized void end(Work work, Renewal.Outcome outcome) {
        work.thread = null;
        if (work.hangs) {
            hanging--;
            // The interrupt was for the work, not for whatever the thread does next.
            Thread.interrupted();
        }
        running.remove(work.name);
        due.put(work.name, outcome.next());
        work.done.complete(outcome);
        begin();
        notifyAll();
    }

    private synchronized void giveUpOverdue() {
        long now = System.nanoTime();
        for (Work work : List.copyOf(running.values())) {
            if (work.thread != null && !work.hangs && now - work.startedAt > limit.toNanos()) {
                LOG.error(
                        "{} has not come to an end within {} and is interrupted; see which solver or hook hangs",
                        work.name,
                        limit);
                interrupt(work);
                work.done.completeExceptionally(new TimeoutException("no end after " + limit));
            }
        }
        begin();
    }

    private void interrupt(Work work) {
        Thread thread = work.thread;
        if (thread != null && !work.hangs) {
            work.hangs = true;
            hanging++;
            thread.interrupt();
        }
    }

    /** Work under way is given a moment, then interrupted; what it leaves is in the journal. */
    @Override
    public void close() {
        Thread watching;
        List<Work> left;
        synchronized (this) {
            isClosed = true;
            ready.forEach(work -> {
                running.remove(work.name);
                work.done.cancel(false);
            });
            ready.clear();
            left = List.copyOf(running.values());
            watching = loop;
            notifyAll();
        }
        try {
            if (!haveEnded(left)) {
                synchronized (this) {
                    left.forEach(this::interrupt);
                }
                haveEnded(left);
            }
            if (watching != null) {
                watching.join(GRACE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean haveEnded(List<Work> works) throws InterruptedException {
        try {
            CompletableFuture.allOf(works.stream().map(work -> work.done).toArray(CompletableFuture[]::new))
                    .get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            LOG.debug("Some of the work had been given up", e);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
