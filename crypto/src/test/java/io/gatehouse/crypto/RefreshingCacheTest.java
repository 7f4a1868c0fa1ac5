package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefreshingCacheTest {
    private static final Duration CACHE_TIME = Duration.ofMinutes(60);
    private static final Duration OUTAGE_TIME = Duration.ofMinutes(30);

    private final MovableClock clock = MovableClock.at(Instant.EPOCH);
    private final AtomicInteger loads = new AtomicInteger();
    private final List<String> evicted = new ArrayList<>();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private boolean down;
    private long generation;

    private final DataKeyPolicy policy = DataKeyPolicy.builder()
            .cacheTime(CACHE_TIME)
            .outageTime(OUTAGE_TIME)
            .cacheSize(3)
            .clock(clock)
            .build();
    private final RefreshingCache<String, String> cache =
            new RefreshingCache<>(policy, background::add, () -> generation, (key, before) -> load(key), evicted::add);

    private RefreshingCache.Loaded<String> load(String key) {
        int count = loads.incrementAndGet();
        if (down) {
            throw new KeyUnavailableException("down", null);
        }
        return new RefreshingCache.Loaded<>(key + count, Long.MAX_VALUE);
    }

    @Test
    void loadsOnceWhileFresh() {
        assertThat(cache.get("a")).isEqualTo("a1");
        clock.advance(CACHE_TIME.multipliedBy(3).dividedBy(4));
        assertThat(cache.get("a")).isEqualTo("a1");
        assertThat(background).isEmpty();
    }

    @Test
    void renewsInTheBackgroundBeforeTheTimeIsOver() {
        cache.get("a");
        clock.advance(CACHE_TIME.minusMinutes(2));
        assertThat(cache.get("a")).isEqualTo("a1");
        assertThat(cache.get("a")).isEqualTo("a1");
        assertThat(background).as("one renewal for both").hasSize(1);
        assertThat(loads).as("not by the callers").hasValue(1);
        background.remove().run();
        assertThat(cache.get("a")).isEqualTo("a2");
        assertThat(evicted).containsExactly("a1");
        clock.advance(CACHE_TIME.minusMinutes(20));
        assertThat(cache.get("a")).isEqualTo("a2");
    }

    @Test
    void loadsAnewWhenNobodyAskedInTime() {
        cache.get("a");
        clock.advance(CACHE_TIME);
        assertThat(cache.get("a")).isEqualTo("a2");
    }

    @Test
    void keepsWhatIsThereThroughAnOutageForItsTime() {
        cache.get("a");
        down = true;
        clock.advance(CACHE_TIME);
        assertThat(cache.get("a")).isEqualTo("a1");
        clock.advance(OUTAGE_TIME.minusMillis(1));
        assertThat(cache.get("a")).isEqualTo("a1");
        assertThat(evicted).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(KeyUnavailableException.class);
        assertThat(evicted).containsExactly("a1");
        down = false;
        assertThat(cache.get("a")).startsWith("a");
    }

    @Test
    void aValueOfAnotherGenerationIsLoadedAnewAndUsedOnlyInAnOutage() {
        cache.get("a");
        generation++;
        assertThat(cache.get("a")).isEqualTo("a2");
        assertThat(cache.get("a")).isEqualTo("a2");
        down = true;
        generation++;
        assertThat(cache.get("a")).isEqualTo("a2");
        down = false;
        clock.advance(RefreshingCache.RETRY);
        cache.get("a");
        background.remove().run();
        assertThat(cache.get("a")).isEqualTo("a4");
    }

    @Test
    void aGenerationThatEndsDuringALoadOutdatesWhatWasLoaded() {
        RefreshingCache<String, String> rotating = new RefreshingCache<>(
                policy,
                background::add,
                () -> generation,
                (key, before) -> {
                    generation = 1;
                    return load(key);
                },
                evicted::add);
        assertThat(rotating.get("a")).isEqualTo("a1");
        assertThat(rotating.get("a")).isEqualTo("a2");
        assertThat(rotating.get("a")).isEqualTo("a2");
    }

    @Test
    void asksNotMoreThanEveryTenSecondsInAnOutage() {
        cache.get("a");
        down = true;
        clock.advance(CACHE_TIME);
        cache.get("a");
        background.forEach(Runnable::run);
        background.clear();
        int before = loads.get();
        for (int i = 0; i < 100; i++) {
            cache.get("a");
        }
        assertThat(loads).hasValue(before);
        assertThat(background).isEmpty();
        clock.advance(RefreshingCache.RETRY);
        down = false;
        cache.get("a");
        background.remove().run();
        assertThat(cache.get("a")).isEqualTo("a" + (before + 1));
    }

    @Test
    void takesOutWhatIsNearestItsEndWhenFull() {
        cache.get("a");
        clock.advance(Duration.ofSeconds(1));
        cache.get("b");
        cache.get("c");
        cache.get("d");
        assertThat(evicted).containsExactly("a1");
        assertThat(cache.size()).isEqualTo(3);
    }

    @Test
    void keepsNothingThatWasRefused() {
        cache.get("a");
        RefreshingCache<String, String> refusing = new RefreshingCache<>(
                policy,
                background::add,
                (key, before) -> {
                    if (before != null) {
                        throw new IllegalStateException("destroyed");
                    }
                    return load(key);
                },
                evicted::add);
        refusing.get("x");
        clock.advance(CACHE_TIME);
        assertThatThrownBy(() -> refusing.get("x")).hasMessage("destroyed");
        assertThat(evicted).containsExactly("x2");
    }

    @Test
    void loadsOnceForAllWhoWait() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        RefreshingCache<String, String> slow = new RefreshingCache<>(
                policy,
                Runnable::run,
                (key, before) -> {
                    loading.countDown();
                    await(go);
                    return new RefreshingCache.Loaded<>("v" + count.incrementAndGet(), Long.MAX_VALUE);
                },
                evicted::add);
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> slow.get("a"), task -> start(task));
        await(loading);
        List<CompletableFuture<String>> all = new ArrayList<>(List.of(first));
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.supplyAsync(() -> slow.get("a"), task -> start(task)));
        }
        go.countDown();
        for (CompletableFuture<String> one : all) {
            assertThat(one.get(1, TimeUnit.MINUTES)).isEqualTo("v1");
        }
        assertThat(count).hasValue(1);
    }

    private static void start(Runnable task) {
        new Thread(task).start();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
