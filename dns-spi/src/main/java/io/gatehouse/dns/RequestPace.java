package io.gatehouse.dns;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Lets requests begin no faster than a vendor's rates, in the order in which they ask. Requests may bunch up at the beginning of
 * a second, a minute or a day, since vendors count and do not measure distances.
 *
 * <p>Safe for use by many threads.
 */
public final class RequestPace {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final List<RequestRate> rates;
    private final List<Window> windows;

    /** The requests that one rate still counts. */
    private static final class Window {
        /** A little more than a vendor's: it counts by its own clock, at the far end of a network. */
        private static final Duration MARGIN = Duration.ofMillis(50);

        private final int most;
        private final long length;
        private final Deque<Long> begun = new ArrayDeque<>();

        Window(RequestRate rate) {
            this.most = rate.most();
            this.length = rate.within().plus(MARGIN).toNanos();
        }

        /** How long after the given time there is room for one more; zero or less if there is already. */
        long waitAt(long time) {
            while (!begun.isEmpty() && begun.getFirst() + length - time <= 0) {
                begun.removeFirst();
            }
            return begun.size() < most ? 0 : begun.getFirst() + length - time;
        }

        void add(long start) {
            if (begun.size() == most) {
                begun.removeFirst();
            }
            begun.addLast(start);
        }
    }

    /**
     * @param perSecond how many in a second, at least one
     */
    public RequestPace(int perSecond) {
        this(List.of(RequestRate.perSecond(perSecond)));
    }

    /**
     * @param rates all of which are kept; none if the vendor has no limit
     */
    public RequestPace(List<RequestRate> rates) {
        this.rates = List.copyOf(rates);
        this.windows = rates.stream().map(Window::new).toList();
    }

    /** The rates that it keeps, for {@link DnsCapabilities}. */
    public List<RequestRate> rates() {
        return rates;
    }

    /**
     * Waits until a request may begin.
     *
     * @throws InterruptedException if the thread is interrupted; its turn passes unused
     */
    public void await() throws InterruptedException {
        await(FOREVER);
    }

    /**
     * Waits until a request may begin, unless that would take too long.
     *
     * @param longest the longest wait
     * @return how long it would have to wait, if that is longer; it may not begin then, and has not been counted
     * @throws InterruptedException if the thread is interrupted; its turn passes unused
     */
    public Optional<Duration> await(Duration longest) throws InterruptedException {
        long now = System.nanoTime();
        long wait = reserve(now, longest.toNanos()) - now;
        if (wait > longest.toNanos()) {
            return Optional.of(Duration.ofNanos(wait));
        }
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
        return Optional.empty();
    }

    /** The time from which the next request may begin, now or later; counts it there, unless it is later than the longest wait. */
    synchronized long reserve(long now, long longest) {
        long wait =
                windows.stream().mapToLong(window -> window.waitAt(now)).max().orElse(0);
        if (wait <= longest) {
            windows.forEach(window -> window.add(now + wait));
        }
        return now + wait;
    }
}
