package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.jdbc.TableShape.ColumnShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads pages of rows, and single values again after a lost race. */
final class TableReader {
    /** One row: its key as the driver gave it and as text, the tenant, and its values in the order of the columns. */
    record Row(Object key, String keyText, @Nullable String tenant, List<Cell> cells) {}

    /** One value and where it stands. */
    record Cell(
            Object key,
            String keyText,
            @Nullable String tenant,
            SecretTable.Column column,
            ColumnShape shape,
            @Nullable StoredValue stored) {}

    private final Connection connection;
    private final TableSql sql;
    private final SecretTable table;
    private final TableShape shape;

    TableReader(Connection connection, TableSql sql, SecretTable table, TableShape shape) {
        this.connection = connection;
        this.sql = sql;
        this.table = table;
        this.shape = shape;
    }

    /** The rows behind a key, or the first ones. */
    List<Row> page(@Nullable Object lastKey, int size) throws SQLException {
        return lastKey == null ? firstPage(size) : nextPage(lastKey, size);
    }

    private List<Row> firstPage(int size) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.firstPage())) {
            select.setInt(1, size);
            return rows(select);
        }
    }

    private List<Row> nextPage(Object lastKey, int size) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.nextPage())) {
            bindKey(select, lastKey);
            select.setInt(2, size);
            return rows(select);
        }
    }

    /** How many rows there are behind a key, or in all. */
    long count(@Nullable Object lastKey) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(lastKey == null ? sql.count() : sql.countAfter())) {
            if (lastKey != null) {
                bindKey(select, lastKey);
            }
            try (ResultSet result = select.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    /** The value as it is now, or nothing if the row is gone. */
    Optional<Cell> again(Cell cell) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.cell(cell.column()))) {
            select.setObject(1, cell.key());
            try (ResultSet result = select.executeQuery()) {
                return result.next()
                        ? Optional.of(cell(result, cell.column(), cell.shape(), table.firstValueIndex()))
                        : Optional.empty();
            }
        }
    }

    /** Keys that the driver gave go back as they are; a text that a user handed in becomes what the column holds. */
    private void bindKey(PreparedStatement select, Object key) throws SQLException {
        if (key instanceof KeyText handedIn) {
            select.setObject(1, handedIn.text(), shape.keyType());
        } else {
            select.setObject(1, key);
        }
    }

    /** A key as text, from an earlier run. */
    record KeyText(String text) {}

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
        List<Cell> cells = new ArrayList<>(table.columns().size());
        for (int i = 0; i < table.columns().size(); i++) {
            cells.add(cell(result, table.columns().get(i), shape.columns().get(i), table.firstValueIndex() + i));
        }
        Cell first = cells.get(0);
        return new Row(first.key(), first.keyText(), first.tenant(), cells);
    }

    private Cell cell(ResultSet result, SecretTable.Column column, ColumnShape columnShape, int index)
            throws SQLException {
        Object key = result.getObject(1);
        String keyText = result.getString(1);
        if (key == null || keyText == null) {
            throw TableAccessException.invalid("The key column " + table.keyColumn() + " of " + sql.table()
                    + " is NULL in a row; name a column that is unique and not null");
        }
        String tenant = table.tenantColumn() == null ? null : result.getString(2);
        StoredValue stored = StoredValue.read(result, index, columnShape.binary());
        return new Cell(key, keyText, tenant, column, columnShape, stored);
    }
}
