package io.gatehouse.crypto.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the database says about the columns of a table.
 *
 * @param keyTypes the types of the key columns, of {@link Types}
 * @param columns in the order of the table's
 */
record TableShape(List<Integer> keyTypes, List<ColumnShape> columns) {
    /** Beyond what any envelope takes, so as good as no limit. Drivers report the largest int for columns without one. */
    private static final int UNLIMITED = 64 * 1024 * 1024;

    /**
     * A column with secrets.
     *
     * @param limit how many characters or bytes it takes
     */
    record ColumnShape(boolean binary, int limit) {
        boolean isLimited() {
            return limit < UNLIMITED;
        }

        boolean fits(StoredValue value) {
            return value.length() <= limit;
        }
    }

    TableShape {
        keyTypes = List.copyOf(keyTypes);
        columns = List.copyOf(columns);
    }

    /** Whether a value may be too long for a column. */
    boolean isLimited() {
        return columns.stream().anyMatch(ColumnShape::isLimited);
    }

    static TableShape of(Connection connection, TableSql sql, SecretTable table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.shape());
                ResultSet none = select.executeQuery()) {
            ResultSetMetaData found = none.getMetaData();
            List<ColumnShape> columns = new ArrayList<>();
            int index = table.firstValueIndex();
            for (SecretTable.Column column : table.columns()) {
                columns.add(shape(found, index++, sql, column));
            }
            List<Integer> keyTypes = new ArrayList<>();
            for (int i = 1; i <= table.keyColumns().size(); i++) {
                keyTypes.add(found.getColumnType(i));
            }
            return new TableShape(keyTypes, columns);
        }
    }

    private static ColumnShape shape(ResultSetMetaData found, int index, TableSql sql, SecretTable.Column column)
            throws SQLException {
        String what = sql.table() + ", column " + column.name();
        int precision = found.getPrecision(index);
        int limit = precision <= 0 ? Integer.MAX_VALUE : precision;
        return switch (found.getColumnType(index)) {
            case Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.LONGNVARCHAR, Types.CLOB, Types.NCLOB -> {
                if (!sql.comparesBytes()) {
                    requireTellingAllTextsApart(found, index, what);
                }
                yield new ColumnShape(false, limit);
            }
            case Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> new ColumnShape(true, limit);
            // pgjdbc calls bytea so; it has no limit.
            case Types.BINARY -> new ColumnShape(true, limit);
            case Types.CHAR, Types.NCHAR ->
                throw TableAccessException.invalid(what
                        + " pads its values with blanks, which are then taken for a part of them; make it varchar");
            default ->
                throw TableAccessException.invalid(what + " is of type " + found.getColumnTypeName(index)
                        + "; secrets are stored in columns of text or of bytes");
        };
    }

    private static void requireTellingAllTextsApart(ResultSetMetaData found, int index, String what)
            throws SQLException {
        String type = found.getColumnTypeName(index).toLowerCase(Locale.ROOT);
        if (!found.isCaseSensitive(index) || type.equals("citext") || type.endsWith("ignorecase")) {
            throw TableAccessException.invalid(
                    what + " takes upper and lower case for equal, so a concurrent update could"
                            + " go unnoticed, and be lost; give it a collation that compares bytes");
        }
    }
}
