package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UseBudgetTest {
    /** The limit of 2^32 messages under one key, counted by blocks of 2^20. */
    private static final long LIMIT = 1L << 32;

    @Property
    void neverGivesMoreThanItHas(
            @ForAll @LongRange(min = 1, max = 100_000) long total,
            @ForAll @Size(max = 1_000) List<@IntRange(min = 1, max = 500) Integer> takes) {
        UseBudget budget = new UseBudget(total);
        long taken = 0;
        for (int uses : takes) {
            taken += budget.take(uses) ? uses : 0;
        }
        assertThat(taken).isLessThanOrEqualTo(total);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4_095, 4_096, 10_000, 262_144, 300_001})
    void oneThreadGetsAllButPartOfABlock(long total) {
        UseBudget budget = new UseBudget(total);
        long taken = 0;
        while (budget.take(1)) {
            taken++;
        }
        assertThat(taken).isBetween(total - total / 4_096, total);
        assertThat(budget.isLow()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 5_000, 50_000, 1_000_003})
    void manyThreadsNeverGetMoreThanThereIs(long total) throws Exception {
        int threads = 8;
        UseBudget budget = new UseBudget(total);
        Callable<Long> work = () -> {
            long taken = 0;
            while (budget.take(1)) {
                taken++;
            }
            return taken;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long taken = 0;
            for (Future<Long> done : pool.invokeAll(Collections.nCopies(threads, work))) {
                taken += done.get();
            }
            assertThat(taken).isBetween(total - total / 100, total);
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, (1 << 20) + 1, 1L << 31})
    void holdsTheLimitOfAKey(long uses) {
        UseBudget budget = new UseBudget(LIMIT);
        assertThat(budget.take(LIMIT - uses)).isTrue();
        assertThat(budget.take(uses)).isTrue();
        assertThat(budget.take(LIMIT)).isFalse();
        assertThat(budget.take(1L << 20)).isFalse();
    }
}
