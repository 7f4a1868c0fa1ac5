package io.gatehouse.crypto.jdbc;

import io.gatehouse.core.GatehouseException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the database fails during a run. The batch under way was rolled back, earlier batches stand, and the next
 * run takes up where this one stopped.
 */
public final class TableAccessException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String sqlState;

    private TableAccessException(String message, @Nullable String sqlState, @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
    }

    static TableAccessException reading(String table, SQLException cause) {
        return new TableAccessException("Cannot read " + table + ": " + cause.getMessage(), cause.getSQLState(), cause);
    }

    /**
     * A failed write. Drivers quote the parameters of a failed statement, and one of them is the old value, which may
     * be a secret in the clear; so neither the driver's words nor the cause are kept.
     */
    static TableAccessException writing(String table, SQLException cause) {
        String state = SqlFailure.of(cause).state();
        return new TableAccessException(
                "Cannot update " + table + " (SQLSTATE " + state + hint(state)
                        + "); the batch was rolled back, what went"
                        + " before it stands. Mend it and run again: values that are done are skipped",
                cause.getSQLState(),
                null);
    }

    static TableAccessException invalid(String message) {
        return new TableAccessException(message, null, null);
    }

    /** The SQLSTATE the database gave, where it gave one. */
    public Optional<String> sqlState() {
        return Optional.ofNullable(sqlState);
    }

    private static String hint(@Nullable String state) {
        return switch (state == null ? "" : state) {
            case "42501" -> ": the role may not update it";
            case "40001", "40P01" -> ": it ran into another transaction";
            default -> "";
        };
    }
}
