package io.gatehouse.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a pool, which tries again and again, from locking an account with a wrong password.
 *
 * <p>After a refused login nothing is sent for half a minute, after a second one for five minutes, and from then on for
 * half an hour each; then one attempt at a time is let through. So a server sees three refused logins in half an hour at
 * most. Any success ends it. Safe for use by many threads.
 */
final class LoginBreaker {
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofMinutes(30));

    private final Clock clock;
    private int refusals;
    private boolean trialUnderWay;
    private Instant next = Instant.MIN;
    private @Nullable SQLException last;

    LoginBreaker(Clock clock) {
        this.clock = clock;
    }

    /**
     * Connects, unless that is to wait.
     *
     * @throws LoginPausedException with the refusal's own state and cause if it is to wait
     */
    Connection connect(ConnectionSource source) throws SQLException {
        admit();
        try {
            Connection connection = source.open();
            forget();
            return connection;
        } catch (SQLException e) {
            failed(e);
            throw e;
        } finally {
            trialEnds();
        }
    }

    private synchronized void admit() throws SQLException {
        SQLException refusal = last;
        if (refusal == null) {
            return;
        }
        if (trialUnderWay || clock.instant().isBefore(next)) {
            throw new LoginPausedException(
                    "the server refused this login " + refusals + (refusals == 1 ? " time" : " times")
                            + ", and it is not tried again before " + next + ", so that the account is not locked: "
                            + refusal.getMessage(),
                    refusal);
        }
        trialUnderWay = true;
    }

    private synchronized void failed(SQLException failure) {
        if (isRefusal(failure)) {
            last = failure;
            refusals++;
            next = clock.instant().plus(PAUSES.get(Math.min(refusals, PAUSES.size()) - 1));
        }
    }

    private synchronized void trialEnds() {
        trialUnderWay = false;
    }

    /** There is a reason to believe that the next login succeeds. */
    synchronized void forget() {
        refusals = 0;
        last = null;
    }

    /** Class 28: invalid authorization, be it the password, the role or pg_hba.conf; LDAP and PAM tell no more. */
    static boolean isRefusal(SQLException failure) {
        return failure.getSQLState() != null && failure.getSQLState().startsWith("28");
    }

    /** Nothing was sent. */
    static final class LoginPausedException extends SQLException {
        private static final long serialVersionUID = 1L;

        private LoginPausedException(String message, SQLException refusal) {
            super(message, refusal.getSQLState(), refusal);
        }
    }
}
