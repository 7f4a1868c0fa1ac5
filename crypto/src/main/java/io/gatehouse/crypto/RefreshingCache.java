package io.gatehouse.crypto;

import io.gatehouse.core.GatehouseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values that cost a call to elsewhere, kept for a time. One load a key is under way at once, and whoever wants the value
 * meanwhile waits for it. A value that is used is renewed in the background before its time is over, so nobody waits for
 * that; and if it cannot be renewed it is used for the outage time more.
 *
 * <p>Safe for use by several threads.
 */
final class RefreshingCache<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(RefreshingCache.class);

    /** After a failure, how long until the next attempt. */
    static final Duration RETRY = Duration.ofSeconds(10);

    private final Loader<K, V> loader;
    private final Consumer<V> evicted;
    private final DataKeyPolicy policy;
    private final Clock clock;
    private final Executor executor;
    private final LongSupplier generation;
    private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<K, CompletableFuture<V>> loads = new ConcurrentHashMap<>();

    /** {@link #RefreshingCache(DataKeyPolicy, Executor, LongSupplier, Loader, Consumer)} for what only time outdates. */
    RefreshingCache(DataKeyPolicy policy, Executor executor, Loader<K, V> loader, Consumer<V> evicted) {
        this(policy, executor, () -> 0, loader, evicted);
    }

    /**
     * An empty cache.
     *
     * @param executor runs what nobody waits for
     * @param generation tells the generation of now, from memory: a value of another one is expired
     * @param evicted is told of each value that is used no more, but for those that a load returned again
     */
    RefreshingCache(
            DataKeyPolicy policy,
            Executor executor,
            LongSupplier generation,
            Loader<K, V> loader,
            Consumer<V> evicted) {
        this.policy = policy;
        this.clock = policy.clock();
        this.executor = executor;
        this.generation = generation;
        this.loader = loader;
        this.evicted = evicted;
    }

    /** Fetches a value. */
    @FunctionalInterface
    interface Loader<K, V> {
        /**
         * Fetches the value.
         *
         * @param before the value to be renewed, which may be returned again, or {@code null}
         * @throws KeyUnavailableException in an outage
         * @throws DataKeyStoreException in an outage
         */
        Loaded<V> load(K key, @Nullable V before);
    }

    /**
     * What was loaded.
     *
     * @param expires until when it is good, in milliseconds, if that is before the cache time is over
     */
    record Loaded<V>(V value, long expires) {}

    V get(K key) {
        return get(key, clock.millis());
    }

    /** {@link #get(Object)} for who has just asked the policy's clock. */
    V get(K key, long now) {
        Entry<V> entry = entries.get(key);
        if (entry == null || now >= entry.end) {
            return load(key, entry);
        }
        if (now >= entry.renewal) {
            renewInBackground(key, entry);
        }
        if (entry.failed || (now < entry.expires && entry.generation == generation.getAsLong())) {
            return entry.value;
        }
        return loadOrKeep(key, entry);
    }

    /** Loads the value anew, or joins the load that is under way; unless that has been done since {@code used} was got. */
    V reload(K key, V used) {
        Entry<V> entry = entries.get(key);
        return entry != null && !isSame(entry.value, used) ? entry.value : load(key, entry);
    }

    /** Renews a value early, in the background. */
    void renew(K key) {
        Entry<V> entry = entries.get(key);
        if (entry != null && clock.millis() >= entry.retry) {
            renewInBackground(key, entry);
        }
    }

    /** One thread loads, the others wait for it. Who comes when that is over finds another entry than it had seen. */
    private V load(K key, @Nullable Entry<V> seen) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> running = loads.putIfAbsent(key, mine);
        if (running != null) {
            return join(running);
        }
        try {
            Entry<V> entry = entries.get(key);
            V value = entry != null && !isSame(entry, seen) ? entry.value : fetch(key);
            mine.complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            loads.remove(key, mine);
        }
    }

    /** Puts a value in that its maker has at hand, as if it had been loaded. */
    void put(K key, V value, long expires) {
        store(key, entry(new Loaded<>(value, expires), generation.getAsLong()));
    }

    /** Takes a value out. */
    void remove(K key) {
        Entry<V> entry = entries.remove(key);
        if (entry != null) {
            evicted.accept(entry.value);
        }
    }

    int size() {
        return entries.size();
    }

    private V fetch(K key) {
        Entry<V> before = entries.get(key);
        // That of before the load: it may be outdated while it is under way.
        long begun = generation.getAsLong();
        try {
            Loaded<V> loaded = loader.load(key, before == null ? null : before.value);
            Entry<V> entry = entry(loaded, begun);
            if (before == null || !isSame(loaded.value(), before.value)) {
                store(key, entry);
            } else if (!entries.replace(key, before, entry)) {
                // Evicted meanwhile, and so of no use to anybody.
                return fetch(key);
            } else {
                sayRenewed(key, before);
            }
            return loaded.value();
        } catch (KeyUnavailableException | DataKeyStoreException e) {
            if (before != null && clock.millis() < before.end) {
                keepThroughOutage(key, before, e);
            } else {
                remove(key);
            }
            throw e;
        } catch (RuntimeException e) {
            // Not an outage: the value is not to be had any more.
            remove(key);
            throw e;
        }
    }

    private V loadOrKeep(K key, Entry<V> entry) {
        try {
            return load(key, entry);
        } catch (KeyUnavailableException | DataKeyStoreException e) {
            if (clock.millis() < entry.end) {
                return entry.value;
            }
            throw e;
        }
    }

    private void renewInBackground(K key, Entry<V> entry) {
        if (!entry.renewing.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    load(key, entry);
                } catch (KeyUnavailableException | DataKeyStoreException e) {
                    LOG.debug("The renewal of {} in the background failed, as logged before", key, e);
                } catch (RuntimeException e) {
                    LOG.warn("The renewal of {} in the background failed; whoever needs it next tries again", key, e);
                } finally {
                    entry.renewing.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            entry.renewing.set(false);
        }
    }

    private void keepThroughOutage(K key, Entry<V> entry, GatehouseException e) {
        entry.retry = clock.millis() + RETRY.toMillis();
        entry.renewal = entry.retry;
        if (!entry.failed) {
            entry.failed = true;
            LOG.warn(
                    "{} cannot be renewed; what is in memory is used until {} at the latest. {}",
                    key,
                    Instant.ofEpochMilli(entry.end),
                    e.getMessage());
        }
    }

    private void store(K key, Entry<V> entry) {
        Entry<V> before = entries.put(key, entry);
        if (before != null) {
            sayRenewed(key, before);
            evicted.accept(before.value);
        }
        while (entries.size() > policy.cacheSize()) {
            evictOne();
        }
    }

    private void sayRenewed(K key, Entry<V> before) {
        if (before.failed) {
            LOG.info("{} was renewed after an outage", key);
        }
    }

    private Entry<V> entry(Loaded<V> loaded, long loadedIn) {
        long now = clock.millis();
        long expires = Math.min(now + policy.cacheTime().toMillis(), loaded.expires());
        // The last fifth: enough for several attempts before anybody has to wait.
        long renewal = expires - (expires - now) / 5;
        return new Entry<>(
                loaded.value(), loadedIn, expires, expires + policy.outageTime().toMillis(), renewal);
    }

    /** Takes the value out that is nearest its end; a full cache is rare enough to look at all of them. */
    private void evictOne() {
        entries.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().end))
                .ifPresent(entry -> remove(entry.getKey()));
    }

    private static <V> V join(CompletableFuture<V> running) {
        try {
            return running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Object left, @Nullable Object right) {
        return left == right;
    }

    private static final class Entry<V> {
        final V value;
        final long generation;
        final long expires;
        final long end;
        final AtomicBoolean renewing = new AtomicBoolean();
        volatile long renewal;
        volatile long retry;
        volatile boolean failed;

        Entry(V value, long generation, long expires, long end, long renewal) {
            this.value = value;
            this.generation = generation;
            this.expires = expires;
            this.end = end;
            this.renewal = renewal;
        }
    }
}
