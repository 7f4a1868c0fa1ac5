package io.gatehouse.crypto.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;

/**
 * What databases differ in that a run needs.
 *
 * @param quote what stands around a name
 * @param page the end of a query that reads no more rows than its last parameter says
 */
record Dialect(String quote, String page) {
    /** SQL:2008, as PostgreSQL, H2, HSQLDB, Derby, DB2 and Oracle have it. */
    static final Dialect STANDARD = new Dialect("\"", " FETCH FIRST ? ROWS ONLY");

    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String quote = database.getIdentifierQuoteString();
        String page = switch (database.getDatabaseProductName().toLowerCase(Locale.ROOT)) {
            case "mysql", "mariadb", "sqlite" -> " LIMIT ?";
            case "microsoft sql server" -> " OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY";
            default -> STANDARD.page();
        };
        // JDBC has a blank where the driver knows of no quotes.
        return new Dialect(quote == null || quote.isBlank() ? STANDARD.quote() : quote, page);
    }

    String quote(String name) {
        return quote + name.replace(quote, quote + quote) + quote;
    }
}
