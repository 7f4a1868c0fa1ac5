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
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
    static final Duration GRACE = Duration.ofSeconds(10);
    /** Mostly they wait for the CA and the DNS; more would run into the limits of both. */
    private static final int MOST_AT_ONCE = 32;

    private final Map<String, CertificateRequest> requests = new LinkedHashMap<>();
    private final Renewal renewal;
    private final Executor workers;
    private final Clock clock;
    private final Duration limit;
    private final Duration lookEvery;
    private final Duration grace;
    private final DueList due = new DueList();
    private final Deque<Work> ready = new ArrayDeque<>();
    private final Map<String, Work> running = new HashMap<>();
    private final Set<Thread> beginning = ConcurrentHashMap.newKeySet();
    private Instant lastLook;
    private int hanging;
    private boolean isClosed;
    private @Nullable Thread loop;

    /** One name being looked after. Its fields are read and written under the lock of the schedule. */
    private static final class Work {
        final String name;
        final CertificateRequest request;
        final CompletableFuture<Renewal.Outcome> done = new CompletableFuture<>();

        @Nullable
        Thread thread;

        long startedAt;
        boolean hangs;

        Work(CertificateRequest request) {
            this.name = request.name();
            this.request = request;
        }
    }

    /**
     * @param limit how long a single name may take
     * @param grace how long work under way is waited for when everything is closed
     */
    RenewalSchedule(
            Collection<CertificateRequest> managed,
            Renewal renewal,
            Executor workers,
            Clock clock,
            Duration limit,
            Duration grace) {
        managed.forEach(request -> requests.put(request.name(), request));
        this.renewal = renewal;
        this.workers = workers;
        this.clock = clock;
        this.limit = limit;
        this.lookEvery = limit.compareTo(TICK) < 0 ? limit : TICK;
        this.grace = grace;
        this.lastLook = clock.instant();
        lookAtAll();
    }

    /** Which names are due is found out by looking at each; afterwards each says itself when it is. */
    private void lookAtAll() {
        requests.keySet().forEach(name -> due.put(name, Instant.EPOCH));
    }

    RunReport runDue() {
        requireOpen();
        List<String> issued = new ArrayList<>();
        Map<String, Throwable> failed = new LinkedHashMap<>();
        InterruptedException interrupt = null;
        for (Work work : takeDue()) {
            if (interrupt != null && !work.done.isDone()) {
                failed.put(work.name, interrupt);
                continue;
            }
            try {
                Renewal.Outcome outcome = await(work);
                if (outcome.isIssued()) {
                    issued.add(work.name);
                }
                if (outcome.failure() != null) {
                    failed.put(work.name, outcome.failure());
                }
            } catch (InterruptedException e) {
                interrupt = e;
                failed.put(work.name, e);
            } catch (CancellationException | ExecutionException e) {
                failed.put(work.name, e);
            }
        }
        if (interrupt != null) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            return new RunReport(issued, failed, due.next());
        }
    }

    private Renewal.Outcome await(Work work) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return work.done.get(lookEvery.toMillis(), TimeUnit.MILLISECONDS);
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

    private synchronized void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("These Certificates are closed; build others");
        }
    }

    private void loop() {
        try {
            while (!isClosed()) {
                giveUpOverdue();
                takeDue();
                synchronized (this) {
                    if (!isClosed) {
                        wait(millisUntilNext());
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The schedule of certificates ends", e);
        }
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    /** At least one, for a wait of none is for ever. */
    private long millisUntilNext() {
        long left = due.next()
                .map(next -> Duration.between(clock.instant(), next).toMillis())
                .orElse(lookEvery.toMillis());
        return Math.max(1, Math.min(left, lookEvery.toMillis()));
    }

    private List<Work> takeDue() {
        List<Work> taken = moveToReady();
        begin();
        return taken;
    }

    private synchronized List<Work> moveToReady() {
        if (isClosed) {
            return List.of();
        }
        Instant now = clock.instant();
        if (now.isBefore(lastLook)) {
            // What was said to be due then and then was said by a clock that has been put back.
            lookAtAll();
        }
        lastLook = now;
        List<Work> taken = new ArrayList<>();
        for (String name : due.take(now)) {
            CertificateRequest request = requests.get(name);
            if (request != null && !running.containsKey(name)) {
                taken.add(new Work(request));
            }
        }
        // Those that are ready are among the running, so that none is taken twice.
        taken.forEach(work -> running.put(work.name, work));
        ready.addAll(taken);
        return taken;
    }

    /** Nothing is locked meanwhile, for an executor may do the work in the thread that gives it. */
    private void begin() {
        if (!beginning.add(Thread.currentThread())) {
            // Such an executor has us here again once for each name; whoever came first goes on.
            return;
        }
        try {
            for (Work work = nextReady(); work != null; work = nextReady()) {
                begin(work);
            }
        } finally {
            beginning.remove(Thread.currentThread());
        }
    }

    private synchronized @Nullable Work nextReady() {
        return running.size() - ready.size() - hanging < MOST_AT_ONCE ? ready.poll() : null;
    }

    private void begin(Work work) {
        try {
            workers.execute(() -> run(work));
        } catch (RejectedExecutionException e) {
            LOG.error("The executor takes no work; {} is tried again in {}", work.name, TICK, e);
            end(work, new Renewal.Outcome(false, e, clock.instant().plus(TICK)));
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
            outcome = renewal.run(work.request);
        } finally {
            end(work, outcome);
            begin();
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
        notifyAll();
    }

    private void giveUpOverdue() {
        for (Work work : interruptOverdue()) {
            TimeoutException overdue = new TimeoutException("It has not come to an end within " + limit
                    + ", and was interrupted. See which solver, DNS provider or deploy hook hangs.");
            try {
                // Counted here, for it may never come to an end.
                renewal.failed(work.request, overdue);
            } catch (RuntimeException e) {
                LOG.error("{} hangs, and that cannot be noted: {}", work.name, e.toString(), e);
            }
            work.done.completeExceptionally(overdue);
        }
        begin();
    }

    private synchronized List<Work> interruptOverdue() {
        long now = System.nanoTime();
        List<Work> overdue = running.values().stream()
                .filter(work -> work.thread != null && !work.hangs && now - work.startedAt > limit.toNanos())
                .toList();
        overdue.forEach(this::interrupt);
        return overdue;
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
                watching.join(grace.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean haveEnded(List<Work> works) throws InterruptedException {
        try {
            CompletableFuture.allOf(works.stream().map(work -> work.done).toArray(CompletableFuture[]::new))
                    .get(grace.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            LOG.debug("Some of the work had been given up", e);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
