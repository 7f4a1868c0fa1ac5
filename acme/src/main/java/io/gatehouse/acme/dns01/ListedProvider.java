package io.gatehouse.acme.dns01;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provider, what it listed last, and the one thread that lists it anew. Nobody who needs its zones has to wait for that
 * thread to its end. Safe for use by many threads.
 */
final class ListedProvider {
    private static final Logger LOG = LoggerFactory.getLogger(ListedProvider.class);

    private final String name;
    private final DnsProvider provider;
    private final Clock clock;
    private final Duration timeout;
    private final Duration patience;
    private final Runnable whenListed;
    private ZoneListing listing;
    private @Nullable Attempt attempt;
    private @Nullable Instant triedAt;
    private @Nullable Instant notBefore;
    private boolean isQuick = true;

    /**
     * @param listing what is known already
     * @param timeout how long it may take to the next zone of a listing
     * @param patience how long those wait who can do without it; a listing that takes longer is not quick
     * @param whenListed called after each listing that succeeded
     */
    ListedProvider(
            DnsProvider provider,
            ZoneListing listing,
            Clock clock,
            Duration timeout,
            Duration patience,
            Runnable whenListed) {
        this.name = listing.provider();
        this.provider = provider;
        this.listing = listing;
        this.clock = clock;
        this.timeout = timeout;
        this.patience = patience;
        this.whenListed = whenListed;
        this.triedAt = listing.asOf().orElse(null);
    }

    String name() {
        return name;
    }

    synchronized ZoneListings.Source source() {
        return new ZoneListings.Source(provider, listing);
    }

    /** Whether waiting for it is worth while: the last listing neither failed nor took long. */
    synchronized boolean isQuick() {
        return isQuick;
    }

    /** A listing under way, or one that begins now if none was tried within the age. */
    synchronized Optional<Attempt> beginIfOlder(Duration age) {
        Instant now = clock.instant();
        boolean isRecent = triedAt != null && !now.isBefore(triedAt) && now.isBefore(triedAt.plus(age));
        return isRecent ? Optional.empty() : begin();
    }

    /** A listing under way, or one that begins now, if this is still the one before. */
    synchronized Optional<Attempt> beginAfter(ZoneListing before) {
        return listing == before ? begin() : Optional.empty();
    }

    /** A listing under way, or one that begins now; none where there is nothing to list, or in a pause the vendor asked for. */
    synchronized Optional<Attempt> begin() {
        if (!listing.canList() || isPausing(clock.instant())) {
            return Optional.empty();
        }
        if (attempt == null) {
            Attempt fresh = new Attempt();
            fresh.thread.start();
            attempt = fresh;
        }
        return Optional.of(attempt);
    }

    private boolean isPausing(Instant now) {
        return triedAt != null && notBefore != null && !now.isBefore(triedAt) && now.isBefore(notBefore);
    }

    private synchronized void listed(Attempt by, ZoneNames names) {
        attempt = null;
        triedAt = clock.instant();
        notBefore = null;
        isQuick = by.nanos() <= patience.toNanos();
        listing = listing.listed(names, triedAt);
    }

    private synchronized void failed(RuntimeException why) {
        triedAt = clock.instant();
        notBefore = why instanceof GatehouseException known
                ? known.retryAfter().map(triedAt::plus).orElse(null)
                : null;
        isQuick = false;
        listing = listing.failed(why);
        LOG.warn(
                "DNS provider {} failed to list its zones; taking those it listed before ({}, at {}): {}",
                name,
                listing.size(),
                listing.asOf().map(Instant::toString).orElse("no time"),
                why.getMessage());
    }

    private synchronized void ended(Attempt by, RuntimeException why) {
        attempt = null;
        if (!by.isGivenUp) {
            failed(why);
        }
    }

    /** One listing. It ends by itself, or is silent for too long and then interrupted. */
    final class Attempt implements Runnable {
        private final CountDownLatch ended = new CountDownLatch(1);
        private final long begun = System.nanoTime();
        private final Thread thread = new Thread(this, "gatehouse-zones-" + name);
        private volatile long heard = begun;
        /** Guarded by the provider. */
        private boolean isGivenUp;

        private Attempt() {
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try (Stream<DnsZone> zones = provider.zones()) {
                listed(this, ZoneNames.of(zones, this::heard));
                whenListed.run();
            } catch (RuntimeException e) {
                ended(this, e);
            } catch (Error e) {
                ended(this, new IllegalStateException("It ended with " + e + ".", e));
                throw e;
            } finally {
                ended.countDown();
            }
        }

        private void heard() {
            heard = System.nanoTime();
            if (thread.isInterrupted()) {
                throw new DnsProviderException(
                        name, DnsProviderException.Kind.CANCELLED, "interrupted as it listed its zones");
            }
        }

        private long nanos() {
            return System.nanoTime() - begun;
        }

        /**
         * Returns when the listing has ended, is given up, or has taken this long since it began.
         *
         * @throws InterruptedException if this thread is interrupted; the listing goes on for others
         */
        void await(Duration limit) throws InterruptedException {
            while (true) {
                long silence = timeout.toNanos() - (System.nanoTime() - heard);
                long left = limit.toNanos() - nanos();
                if (ended.await(Math.min(silence, left), TimeUnit.NANOSECONDS) || left <= 0) {
                    return;
                }
                if (silence <= 0) {
                    giveUp();
                    return;
                }
            }
        }

        private void giveUp() {
            synchronized (ListedProvider.this) {
                if (attempt == this && !isGivenUp) {
                    isGivenUp = true;
                    failed(new DnsProviderException(
                            name,
                            DnsProviderException.Kind.UNREACHABLE,
                            "listed no further zone for " + timeout.toSeconds()
                                    + " s. See that its API can be reached, or raise timeout()."));
                    thread.interrupt();
                }
            }
        }
    }
}
