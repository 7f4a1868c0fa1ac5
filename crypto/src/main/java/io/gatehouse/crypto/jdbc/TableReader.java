package io.gatehouse.crypto.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads pages of rows, and single values again after a lost race. */
final class TableReader {
    /** One row: its key as the driver gave it and as text, and its values in the order of the columns. */
    record Row(Object key, String keyText, List<Cell> cells) {}

    /** One value and where it stands. */
    record Cell(
            Object key,
            String keyText,
            SecretTable.Column column,
            @Nullable String stored) {}

    private final Connection connection;
    private final TableSql sql;
    private final SecretTable table;

    TableReader(Connection connection, TableSql sql, SecretTable table) {
        this.connection = connection;
        this.sql = sql;
        this.table = table;
    }

    List<Row> firstPage(int size) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.firstPage())) {
            select.setInt(1, size);
            return rows(select);
        }
    }

    List<Row> nextPage(Object lastKey, int size) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.nextPage())) {
            select.setObject(1, lastKey);
            select.setInt(2, size);
            return rows(select);
        }
    }

    /** The value as it is now, in a list that is empty if the row is gone. */
    List<Cell> again(Cell cell) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.cell(cell.column()))) {
            select.setObject(1, cell.key());
            try (ResultSet result = select.executeQuery()) {
                return result.next()
                        ? List.of(new Cell(cell.key(), cell.keyText(), cell.column(), result.getString(1)))
                        : List.of();
            }
        }
    }

    private List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet result = select.executeQuery()) {
            while (result.next()) {
                rows.add(row(result));
            }
        }
        return rows;
    }

    private Row row(ResultSet result) throws SQLException {
        Object key = result.getObject(1);
        String keyText = result.getString(1);
        if (key == null || keyText == null) {
            throw TableAccessException.invalid("The key column " + table.keyColumn() + " of " + sql.table()
                    + " is NULL in a row; name a column that is unique and not null");
        }
        List<Cell> cells = new ArrayList<>();
        int index = 2;
        for (SecretTable.Column column : table.columns()) {
            cells.add(new Cell(key, keyText, column, result.getString(index++)));
        }
        return new Row(key, keyText, cells);
    }
}
