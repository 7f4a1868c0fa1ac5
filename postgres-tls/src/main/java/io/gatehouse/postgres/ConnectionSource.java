package io.gatehouse.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens a connection a call. Safe for use by many threads. */
@FunctionalInterface
interface ConnectionSource {
    Connection open() throws SQLException;
}
