package io.gatehouse.crypto.jdbc;

import java.sql.SQLException;
import java.sql.SQLTransientException;

/**
 * What a failed statement says about what to do next.
 *
 * @param state the SQLSTATE, or {@code unknown}
 * @param isTransient whether the driver or the server says that the same may succeed later
 */
record SqlFailure(String state, boolean isTransient) {
    /** What MySQL and MariaDB call a lock that did not come in time, under a state that says nothing. */
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    private static final String GENERAL_ERROR = "HY000";

    static SqlFailure of(SQLException e) {
        String state = e.getSQLState();
        boolean isLockWait = GENERAL_ERROR.equals(state) && e.getErrorCode() == LOCK_WAIT_TIMEOUT;
        return new SqlFailure(state == null ? "unknown" : state, e instanceof SQLTransientException || isLockWait);
    }

    /** Another transaction was in the way: serialization, deadlock, lock not available, lock timeout. */
    boolean isConflict() {
        return isTransient || state.startsWith("40") || "55P03".equals(state) || "HYT00".equals(state);
    }

    /** The value does not suit the database: data, integrity, a view's check option, a trigger that raises an error. */
    boolean isAboutTheValue() {
        return state.startsWith("22")
                || state.startsWith("23")
                || state.startsWith("44")
                || state.startsWith("P0")
                || state.startsWith("45");
    }
}
