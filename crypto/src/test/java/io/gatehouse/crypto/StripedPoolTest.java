package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StripedPoolTest {
    @Test
    void lendsWhatItWasGivenOnce() {
        StripedPool<String> pool = new StripedPool<>(4);
        pool.give("one");

        assertThat(pool.take()).isEqualTo("one");
        assertThat(pool.take()).isNull();
    }

    @Test
    void keepsAsManyAsItHasPlacesAndDropsTheRest() {
        StripedPool<Integer> pool = new StripedPool<>(3);
        for (int i = 0; i < 10; i++) {
            pool.give(i);
        }

        assertThat(new Integer[] {pool.take(), pool.take(), pool.take(), pool.take()})
                .containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(pool.take()).isNull();
    }

    @Test
    void forgetsAllThatIsIdle() {
        StripedPool<String> pool = new StripedPool<>(2);
        pool.give("one");
        pool.give("two");

        pool.clear();

        assertThat(pool.take()).isNull();
    }

    @Test
    void neverLendsOneObjectToTwoThreads() throws Exception {
        StripedPool<AtomicInteger> pool = new StripedPool<>(2);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Runnable work = () -> {
                for (int i = 0; i < 20_000; i++) {
                    AtomicInteger taken = pool.take();
                    AtomicInteger users = taken == null ? new AtomicInteger() : taken;
                    assertThat(users.incrementAndGet()).isEqualTo(1);
                    users.decrementAndGet();
                    pool.give(users);
                }
            };
            Future<?> first = threads.submit(work);
            Future<?> second = threads.submit(work);
            Future<?> third = threads.submit(work);
            first.get();
            second.get();
            third.get();
        } finally {
            threads.shutdownNow();
        }
    }
}
