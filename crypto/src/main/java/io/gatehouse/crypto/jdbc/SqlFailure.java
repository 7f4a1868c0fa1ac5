package io.gatehouse.crypto.jdbc;

import java.sql.SQLException;
import java.sql.SQLTransientException;

/**
 * What a failed statement says about what to do next.
 *
 * @param state the SQLSTATE, or {@code unknown}
 * @param isTransient whether the driver says that the same may succeed later
 */
record SqlFailure(String state, boolean isTransient) {
    static SqlFailure of(SQLException e) {
        String state = e.getSQLState();
        return new SqlFailure(state == null ? "unknown" : state, e instanceof SQLTransientException);
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
