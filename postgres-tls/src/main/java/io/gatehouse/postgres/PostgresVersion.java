package io.gatehouse.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The major version of a PostgreSQL server.
 *
 * @param major as {@code 18}
 */
public record PostgresVersion(int major) implements Comparable<PostgresVersion> {
    private static final int OLDEST = 14;

    /**
     * A version that is still maintained.
     *
     * @throws IllegalArgumentException for a version before 14, which no longer gets security fixes
     */
    public PostgresVersion {
        if (major < OLDEST) {
            throw new IllegalArgumentException(
                    "PostgreSQL " + major + " gets no security fixes any more; name " + OLDEST + " or newer");
        }
    }

    /**
     * A version by its number.
     *
     * @param major as {@code 18}
     */
    public static PostgresVersion of(int major) {
        return new PostgresVersion(major);
    }

    /**
     * The version of the server at the other end.
     *
     * @param connection an open connection
     * @throws SQLException if the driver cannot tell
     */
    public static PostgresVersion of(Connection connection) throws SQLException {
        return new PostgresVersion(connection.getMetaData().getDatabaseMajorVersion());
    }

    /**
     * Whether this version has what came with another.
     *
     * @param major as {@code 16}
     */
    public boolean isAtLeast(int major) {
        return this.major >= major;
    }

    @Override
    public int compareTo(PostgresVersion other) {
        return Integer.compare(major, other.major);
    }
}
