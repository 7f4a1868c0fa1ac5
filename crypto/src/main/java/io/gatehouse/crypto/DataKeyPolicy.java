package io.gatehouse.crypto;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long and how much a shared data key is used, what it serves, and how long it may be used from memory.
 *
 * <pre>{@code
 * DataKeyPolicy policy = DataKeyPolicy.builder().maxAge(Duration.ofDays(7)).build();
 * }</pre>
 *
 * <p>The reasons for the defaults are in decision "The defaults of shared data keys". Immutable.
 *
 * @param maxAge how long a data key encrypts, from when it was made
 * @param maxMessages how many messages are encrypted under one data key, by all ciphers together
 * @param maxBytes how many bytes are encrypted under one data key, by all ciphers together
 * @param scope the fields of a {@link Place} of which each combination has data keys of its own
 * @param cacheTime how long an unwrapped data key is used from memory before its store and its KEK are asked again; what
 *     was destroyed or withdrawn elsewhere is in use that long
 * @param cacheSize how many unwrapped data keys are kept in memory
 * @param outageTime how much longer than that, and than its {@code maxAge}, a data key is used from memory while the store
 *     or the KEK cannot be asked
 * @param clock tells the time
 */
public record DataKeyPolicy(
        Duration maxAge,
        long maxMessages,
        long maxBytes,
        Set<ScopeField> scope,
        Duration cacheTime,
        int cacheSize,
        Duration outageTime,
        Clock clock) {

    /** The most messages of one data key: the limit of AES-GCM with random nonces (SP 800-38D, section 8.3). */
    public static final long MAX_MESSAGES = 1L << 32;

    /** A field of a place that scopes of data keys may be told apart by. */
    public enum ScopeField {
        /** The tenant. */
        TENANT,
        /** The logical name of the table. */
        TABLE,
        /** The logical name of the column. */
        COLUMN,
        /** The row: a data key for each record, so that each can be destroyed by itself. */
        ROW
    }

    /**
     * Refuses limits that are not positive.
     *
     * @throws InvalidModelException naming every value that is out of range
     */
    public DataKeyPolicy {
        scope = Set.copyOf(scope);
        Objects.requireNonNull(clock, "clock");
        List<Problem> problems = new ArrayList<>();
        requirePositive("maxAge", maxAge, problems);
        requirePositive("cacheTime", cacheTime, problems);
        if (outageTime.isNegative()) {
            problems.add(new Problem("outageTime", "is " + outageTime + "; give zero or more"));
        }
        if (maxMessages < 1 || maxMessages > MAX_MESSAGES) {
            problems.add(new Problem(
                    "maxMessages",
                    "is " + maxMessages + "; give 1 to 2^32, beyond which random nonces of AES-GCM may repeat"));
        }
        if (maxBytes < maxMessages) {
            problems.add(new Problem("maxBytes", "is " + maxBytes + "; give at least maxMessages, " + maxMessages));
        }
        if (cacheSize < 1) {
            problems.add(new Problem("cacheSize", "is " + cacheSize + "; give 1 or more"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("DataKeyPolicy", problems);
        }
    }

    /**
     * 30 days, 2<sup>24</sup> messages and 2<sup>36</sup> bytes a data key, one for each tenant; 10,000 of them in memory,
     * each for an hour, or five in an outage; by the system's clock.
     */
    public static DataKeyPolicy defaults() {
        return builder().build();
    }

    /** Starts a policy with the {@linkplain #defaults defaults}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The scope of the data key for a place. */
    DataKeyScope scopeOf(@Nullable Place place) {
        if (place == null) {
            return DataKeyScope.ALL;
        }
        return new DataKeyScope(
                scope.contains(ScopeField.TENANT) ? place.tenant() : null,
                scope.contains(ScopeField.TABLE) ? place.table() : null,
                scope.contains(ScopeField.COLUMN) ? place.column() : null,
                scope.contains(ScopeField.ROW) ? place.row() : null);
    }

    /**
     * What a message counts against {@link #maxMessages}: 1, and 1 more for each full share of the bytes. So neither limit
     * is passed, and one counter is enough.
     */
    long usesOf(int messageBytes) {
        return 1 + messageBytes / (maxBytes / maxMessages);
    }

    private static void requirePositive(String field, Duration value, List<Problem> problems) {
        if (value.isNegative() || value.isZero()) {
            problems.add(new Problem(field, "is " + value + "; give a positive time"));
        }
    }

    /** A policy before it is built. Not safe for use by several threads. */
    public static final class Builder {
        private Duration maxAge = Duration.ofDays(30);
        private long maxMessages = 1L << 24;
        private long maxBytes = 1L << 36;
        private Set<ScopeField> scope = EnumSet.of(ScopeField.TENANT);
        private Duration cacheTime = Duration.ofHours(1);
        private int cacheSize = 10_000;
        private Duration outageTime = Duration.ofHours(4);
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** How long a data key encrypts; 30 days by default. */
        public Builder maxAge(Duration age) {
            this.maxAge = age;
            return this;
        }

        /** How many messages a data key encrypts, at most 2<sup>32</sup>; 2<sup>24</sup> by default. */
        public Builder maxMessages(long messages) {
            this.maxMessages = messages;
            return this;
        }

        /** How many bytes a data key encrypts; 2<sup>36</sup> by default. */
        public Builder maxBytes(long bytes) {
            this.maxBytes = bytes;
            return this;
        }

        /** By which fields of its place a secret finds its data key; by default by the tenant alone. None: one for all. */
        public Builder scope(ScopeField... fields) {
            this.scope = Set.of(fields);
            return this;
        }

        /** How long a data key is used from memory before it is looked up anew; an hour by default. */
        public Builder cacheTime(Duration time) {
            this.cacheTime = time;
            return this;
        }

        /** How many data keys are kept in memory; 10,000 by default. */
        public Builder cacheSize(int keys) {
            this.cacheSize = keys;
            return this;
        }

        /** How much longer one is used from memory in an outage; four hours by default, zero for not at all. */
        public Builder outageTime(Duration time) {
            this.outageTime = time;
            return this;
        }

        /** Tells the time; by default the system's clock. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Builds the policy.
         *
         * @throws InvalidModelException naming every value that is out of range
         */
        public DataKeyPolicy build() {
            return new DataKeyPolicy(maxAge, maxMessages, maxBytes, scope, cacheTime, cacheSize, outageTime, clock);
        }
    }
}
