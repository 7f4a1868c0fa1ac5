package io.gatehouse.acme.dns01;

import io.gatehouse.dns.DnsProviderException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a change waits before its order fails. Immutable.
 *
 * @param pauses how long all pauses together may be that a vendor asks for before it takes one batch
 * @param room how long to wait until other orders have deleted their values at a name that holds no more
 * @param sleep waits
 */
record VendorPatience(Duration pauses, Duration room, Sleep sleep) {
    /**
     * A vendor's window is mostly a second or a minute; who asks for more gets the order again by the schedule of renewals.
     * Another order keeps its values until the CA has looked, which is a matter of minutes.
     */
    static final VendorPatience DEFAULT =
            new VendorPatience(Duration.ofMinutes(1), Duration.ofMinutes(5), TimeUnit.NANOSECONDS::sleep);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    /** Waits in this thread. */
    interface Sleep {
        void nanos(long duration) throws InterruptedException;
    }

    /** Repeats a call after the pauses that its vendor asks for, until they are more than are granted. */
    void call(Runnable call) {
        Duration left = pauses;
        while (true) {
            try {
                call.run();
                return;
            } catch (DnsProviderException e) {
                left = left.minus(pauseAfter(e, left));
            }
        }
    }

    private Duration pauseAfter(DnsProviderException refusal, Duration left) {
        Duration asked = refusal.retryAfter().orElseThrow(() -> refusal);
        Duration pause = asked.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : asked;
        if (refusal.kind() != DnsProviderException.Kind.RATE_LIMITED || pause.compareTo(left) > 0) {
            throw refusal;
        }
        try {
            sleep.nanos(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DnsProviderException(
                    refusal.provider(),
                    DnsProviderException.Kind.CANCELLED,
                    "interrupted in the pause that it asked for, before it took the change",
                    e,
                    asked);
        }
        return pause;
    }
}
