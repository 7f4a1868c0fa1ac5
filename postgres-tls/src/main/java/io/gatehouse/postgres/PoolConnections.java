package io.gatehouse.postgres;

import io.gatehouse.postgres.PostgresConnectionException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a pool opens its connections with: past the breaker, and with the failure in words. Safe for use by many threads. */
final class PoolConnections implements ConnectionSource {
    /** Those that time does not heal, so that nobody need wait for them. */
    private static final Set<Reason> LASTING =
            EnumSet.complementOf(EnumSet.of(Reason.UNREACHABLE, Reason.NOT_POSTGRESQL, Reason.OTHER));

    private final Supplier<Dsn> dsn;
    private final ConnectionSource source;
    private final LoginBreaker breaker;
    private final Runnable onRefusedLogin;
    private volatile @Nullable PostgresConnectionException lastFailure;

    /**
     * @param dsn for the words of failures
     * @param onRefusedLogin run in the thread that was refused
     */
    PoolConnections(Supplier<Dsn> dsn, ConnectionSource source, Clock clock, Runnable onRefusedLogin) {
        this.dsn = dsn;
        this.source = source;
        this.breaker = new LoginBreaker(clock);
        this.onRefusedLogin = onRefusedLogin;
    }

    @Override
    public Connection open() throws SQLException {
        try {
            Connection connection = breaker.connect(source);
            lastFailure = null;
            return connection;
        } catch (SQLException e) {
            PostgresConnectionException failure = PostgresConnectionException.of(dsn.get(), e);
            lastFailure = failure;
            if (LoginBreaker.isRefusal(e) && !(e instanceof LoginBreaker.LoginPausedException)) {
                onRefusedLogin.run();
            }
            throw failure.toSqlException();
        }
    }

    /** Whether the last attempt failed for a reason that another attempt a moment later would meet again. */
    boolean failsForNow() {
        PostgresConnectionException failure = lastFailure;
        return failure != null && LASTING.contains(failure.reason());
    }

    /** Other material is in service: what was refused counts no more. */
    void materialChanged() {
        breaker.forget();
        lastFailure = null;
    }
}
