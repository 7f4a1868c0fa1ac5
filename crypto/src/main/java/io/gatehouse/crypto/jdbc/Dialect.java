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
 * @param comparesRows whether an index is used where a row of columns is compared with another, as {@code (a, b) > (?, ?)}
 * @param exact the comparison of a text column, {@code %s}, with a parameter, byte for byte if the database can be told so
 */
record Dialect(String quote, String page, boolean comparesRows, String exact) {
    private static final String PLAIN = "%s = ?";
    /** Whatever the collation: most of theirs take upper and lower case for equal, and blanks at the end for nothing. */
    private static final String BINARY = "CAST(CONVERT(%s USING utf8mb4) AS BINARY) = CAST(? AS BINARY)";

    /** SQL:2008, as PostgreSQL, H2, HSQLDB, Derby, DB2 and Oracle have it. */
    static final Dialect STANDARD = new Dialect("\"", " FETCH FIRST ? ROWS ONLY", true, PLAIN);

    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String quote = database.getIdentifierQuoteString();
        Dialect dialect = switch (database.getDatabaseProductName().toLowerCase(Locale.ROOT)) {
            case "postgresql" -> STANDARD;
            case "mysql", "mariadb" -> new Dialect("`", " LIMIT ?", false, BINARY);
            case "sqlite" -> new Dialect("\"", " LIMIT ?", true, PLAIN);
            case "microsoft sql server" -> new Dialect("\"", " OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY", false, PLAIN);
            default -> new Dialect("\"", STANDARD.page(), false, PLAIN);
        };
        // JDBC has a blank where the driver knows of no quotes.
        return quote == null || quote.isBlank() ? dialect : dialect.withQuote(quote);
    }

    private Dialect withQuote(String other) {
        return new Dialect(other, page, comparesRows, exact);
    }

    /** Whether texts are compared by their bytes, whatever the column says. */
    boolean comparesBytes() {
        return exact.equals(BINARY);
    }

    String isExactly(String column) {
        return exact.formatted(column);
    }

    String quote(String name) {
        return quote + name.replace(quote, quote + quote) + quote;
    }
}
