package io.gatehouse.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.postgres.Rotation.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool whose certificates and password change while it is in use.
 *
 * <pre>{@code
 * try (RotatingPool pool = RotatingPool.builder(() -> dsn).start()) {
 *     DataSource database = pool.dataSource();
 * }
 * }</pre>
 *
 * <p>The Dsn is asked for and its files are read every ten seconds. What is new is tried first, by a whole login of its own.
 * Only if the server takes it, new connections are made with it; idle ones of the old are closed, and those in use when
 * they come back. {@link Outcome#COMPLETED} is the proof: no connection of the old is open any more. What is half-written
 * or refused changes nothing and is looked at again; a refused login is tried again after growing pauses only.
 *
 * <p>Safe for use by many threads.
 */
public final class RotatingPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RotatingPool.class);

    private final Settings settings;
    private final LiveMaterial live;
    private final PoolConnections connections;
    private final HikariDataSource pool;
    private final @Nullable ScheduledExecutorService watcher;
    private @Nullable ConnectionMaterial candidate;
    private LoginBreaker candidateBreaker;
    private @Nullable Instant swapped;
    private boolean evictedTwice;

    private record Settings(
            Supplier<Dsn> dsn,
            Clock clock,
            Optional<Duration> interval,
            Optional<Duration> overlap,
            Consumer<Rotation> listener) {}

    private RotatingPool(Settings settings, HikariConfig hikari, ConnectionMaterial first) {
        this.settings = settings;
        this.live = new LiveMaterial(first);
        this.candidateBreaker = new LoginBreaker(settings.clock());
        this.watcher = settings.interval().isPresent() ? newWatcher() : null;
        this.connections = new PoolConnections(() -> live.current().dsn(), live, settings.clock(), this::lookSoon);
        this.pool = FailFastPool.start(hikari, connections);
    }

    private static ScheduledExecutorService newWatcher() {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gatehouse-pool-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Describes a pool.
     *
     * @param dsn asked at the start and at each look; quick, and safe to call from another thread. A Dsn that names files
     *     may always be the same: the files are read anew. Where it throws, the present material stays in service
     */
    public static Builder builder(Supplier<Dsn> dsn) {
        return new Builder(dsn);
    }

    /** The connections, each with the material that was in service when it was opened. */
    public HikariDataSource dataSource() {
        return pool;
    }

    /**
     * Looks for new material now, and waits for the outcome. The watch does the same.
     *
     * @return what it came to; a refusal is an outcome and is not thrown
     */
    public synchronized Rotation check() {
        Rotation rotation = look();
        if (rotation.outcome() == Outcome.REFUSED) {
            LOG.warn(
                    "New material is not put in service. {}",
                    rotation.refusal().orElseThrow().getMessage());
        }
        if (rotation.outcome() != Outcome.UNCHANGED) {
            LOG.info(
                    "Rotation {} for {}; open connections of earlier material: {}",
                    rotation.outcome(),
                    live.current().dsn(),
                    rotation.oldConnections());
            settings.listener().accept(rotation);
        }
        return rotation;
    }

    private Rotation look() {
        try {
            cutOffOverdue();
            ConnectionMaterial offered = Builder.read(settings.dsn().get());
            if (offered.sameAs(live.current())) {
                return progress();
            }
            prove(offered);
            return swap(offered);
        } catch (LoginBreaker.LoginPausedException e) {
            return refused(Outcome.UNCHANGED, e);
        } catch (SQLException e) {
            return refused(Outcome.REFUSED, e);
        } catch (GatehouseException e) {
            return refused(Outcome.REFUSED, Connector.unreadable(e));
        } catch (RuntimeException e) {
            return refused(
                    Outcome.REFUSED,
                    new SQLException(
                            "the source of the Dsn failed with " + e.getClass().getName() + ", see the cause", e));
        }
    }

    /** A whole login, over a connection of its own; a login that was refused is not tried again at each look. */
    private void prove(ConnectionMaterial offered) throws SQLException {
        if (candidate == null || !offered.sameAs(candidate)) {
            candidateBreaker = new LoginBreaker(settings.clock());
            candidate = offered;
        }
        try (Connection proof = candidateBreaker.connect(() -> Connector.open(offered))) {
            LOG.debug("The server took {}: {}", offered.dsn(), proof);
        }
    }

    private Rotation swap(ConnectionMaterial proven) throws SQLException {
        candidate = null;
        live.swap(proven);
        connections.materialChanged();
        swapped = settings.clock().instant();
        evictedTwice = false;
        pool.getHikariPoolMXBean().softEvictConnections();
        return Rotation.of(Outcome.SWAPPED, live.old());
    }

    private Rotation progress() throws SQLException {
        Instant since = swapped;
        if (since == null) {
            return Rotation.of(Outcome.UNCHANGED, 0);
        }
        if (live.old() > 0 && !evictedTwice) {
            // A connection that was on its way into the pool at the swap missed the first round.
            pool.getHikariPoolMXBean().softEvictConnections();
            evictedTwice = true;
        }
        int old = live.old();
        if (old > 0) {
            return Rotation.of(Outcome.UNCHANGED, old);
        }
        swapped = null;
        return Rotation.of(Outcome.COMPLETED, 0);
    }

    private void cutOffOverdue() throws SQLException {
        Instant since = swapped;
        Instant now = settings.clock().instant();
        if (since != null
                && settings.overlap()
                        .filter(overlap -> !now.isBefore(since.plus(overlap)))
                        .isPresent()) {
            live.abortOld();
        }
    }

    private Rotation refused(Outcome outcome, SQLException e) {
        PostgresConnectionException refusal =
                PostgresConnectionException.of(live.current().dsn(), e);
        return new Rotation(outcome, 0, Optional.of(refusal));
    }

    /** A refused login may mean that there is a new password already. */
    private void lookSoon() {
        ScheduledExecutorService watching = watcher;
        if (watching != null) {
            try {
                watching.execute(this::lookQuietly);
            } catch (RejectedExecutionException e) {
                LOG.debug("The pool is being closed; no look for new material", e);
            }
        }
    }

    private void lookQuietly() {
        try {
            check();
        } catch (RuntimeException e) {
            // The next look must come, whatever a listener does.
            LOG.error("The look for new material failed", e);
        }
    }

    private void watch() {
        ScheduledExecutorService watching = watcher;
        if (watching != null) {
            long nanos = settings.interval().orElseThrow().toNanos();
            ScheduledFuture<?> unused =
                    watching.scheduleWithFixedDelay(this::lookQuietly, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Ends the watch and closes every connection. */
    @Override
    public void close() {
        if (watcher != null) {
            watcher.shutdownNow();
        }
        pool.close();
    }

    /** Describes a pool; not safe for use by many threads. */
    public static final class Builder {
        private final Supplier<Dsn> dsn;
        private Clock clock = Clock.systemUTC();
        private @Nullable Duration interval = Duration.ofSeconds(10);
        private @Nullable Duration overlap;
        private Consumer<HikariConfig> hikari = config -> {};
        private Consumer<Rotation> listener = rotation -> {};

        private Builder(Supplier<Dsn> dsn) {
            this.dsn = dsn;
        }

        /**
         * Sets how long to wait between two looks.
         *
         * @param interval ten seconds unless said otherwise; positive
         */
        public Builder watchEvery(Duration interval) {
            if (interval.isNegative() || interval.isZero()) {
                throw new IllegalArgumentException("cannot look every " + interval + ": give a positive time");
            }
            this.interval = interval;
            return this;
        }

        /** Looks only when {@link RotatingPool#check()} is called. */
        public Builder unwatched() {
            this.interval = null;
            return this;
        }

        /**
         * Bounds how long connections in use may go on with earlier material; then they are cut off. Unless set they go on
         * until they are returned to the pool.
         *
         * @param overlap from the swap on; looked at every time the watch looks
         */
        public Builder overlap(Duration overlap) {
            this.overlap = overlap;
            return this;
        }

        /**
         * Sets what HikariCP does.
         *
         * @param settings changes pool size, time-outs and so on; what says where to connect is the Dsn's and stays
         */
        public Builder settings(Consumer<HikariConfig> settings) {
            this.hikari = settings;
            return this;
        }

        /**
         * Sets who is told of every outcome but {@link Outcome#UNCHANGED}.
         *
         * @param listener called by the thread that looked; must return soon
         */
        public Builder listener(Consumer<Rotation> listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Sets the clock of pauses and of the overlap.
         *
         * @param clock the system's unless set
         */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Connects, so that a fault shows here, and begins to watch.
         *
         * @throws InvalidModelException if the Dsn cannot lead to a verified connection
         * @throws PostgresConnectionException if the server cannot be reached, trusted or logged in to
         */
        public RotatingPool start() {
            Dsn first = dsn.get();
            PostgresTls.requireVerifiable(first);
            try {
                ConnectionMaterial material = read(first);
                Connector.open(material).close();
                Settings settings =
                        new Settings(dsn, clock, Optional.ofNullable(interval), Optional.ofNullable(overlap), listener);
                RotatingPool pool = new RotatingPool(settings, hikariConfig(), material);
                pool.watch();
                return pool;
            } catch (SQLException e) {
                throw PostgresConnectionException.of(first, e);
            }
        }

        private static ConnectionMaterial read(Dsn dsn) throws SQLException {
            PostgresTls.requireVerifiable(dsn);
            try {
                return ConnectionMaterial.read(dsn);
            } catch (GatehouseException e) {
                throw Connector.unreadable(e);
            }
        }

        private HikariConfig hikariConfig() {
            HikariConfig config = PostgresTls.defaults();
            hikari.accept(config);
            return config;
        }
    }
}
