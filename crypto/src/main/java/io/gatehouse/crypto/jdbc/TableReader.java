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
    /** One row: its key and its values in the order of the columns. */
    record Row(RowKey key, List<Cell> cells) {}

    /** One value and where it stands. */
    record Cell(
            RowKey key,
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
    List<Row> page(@Nullable RowKey lastKey, int size) throws SQLException {
        return lastKey == null ? firstPage(size) : nextPage(lastKey, size);
    }

    private List<Row> firstPage(int size) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.firstPage())) {
            select.setInt(1, size);
            return rows(select);
        }
    }

    private List<Row> nextPage(RowKey lastKey, int size) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.nextPage())) {
            select.setInt(bindBehind(select, lastKey), size);
            return rows(select);
        }
    }

    /** How many rows there are behind a key, or in all. */
    long count(@Nullable RowKey lastKey) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(lastKey == null ? sql.count() : sql.countAfter())) {
            if (lastKey != null) {
                bindBehind(select, lastKey);
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
            bindRow(select, 1, cell.key());
            try (ResultSet result = select.executeQuery()) {
                return result.next()
                        ? Optional.of(cell(key(result), result, cell.column(), cell.shape(), table.firstValueIndex()))
                        : Optional.empty();
            }
        }
    }

    /** Says which row is meant, from a parameter on; returns that behind it. */
    int bindRow(PreparedStatement statement, int first, RowKey key) throws SQLException {
        for (int i = 0; i < key.values().size(); i++) {
            bind(statement, first + i, key, i);
        }
        return first + key.values().size();
    }

    private int bindBehind(PreparedStatement select, RowKey key) throws SQLException {
        int parameter = 1;
        for (int column : sql.behindParameters()) {
            bind(select, parameter++, key, column);
        }
        return parameter;
    }

    /** Keys that the driver gave go back as they are; a text that a user handed in becomes what the column holds. */
    private void bind(PreparedStatement statement, int parameter, RowKey key, int column) throws SQLException {
        Object value = key.values().get(column);
        if (key.isHandedIn()) {
            statement.setObject(parameter, value, shape.keyTypes().get(column));
        } else {
            statement.setObject(parameter, value);
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
        RowKey key = key(result);
        List<Cell> cells = new ArrayList<>(table.columns().size());
        for (int i = 0; i < table.columns().size(); i++) {
            cells.add(cell(key, result, table.columns().get(i), shape.columns().get(i), table.firstValueIndex() + i));
        }
        return new Row(key, cells);
    }

    private RowKey key(ResultSet result) throws SQLException {
        List<Object> values = new ArrayList<>(table.keyColumns().size());
        List<String> texts = new ArrayList<>(table.keyColumns().size());
        for (int i = 1; i <= table.keyColumns().size(); i++) {
            Object value = result.getObject(i);
            String text = result.getString(i);
            if (value == null || text == null) {
                throw TableAccessException.invalid("The key column "
                        + table.keyColumns().get(i - 1) + " of " + sql.table()
                        + " is NULL in a row; name columns that are unique together and not null");
            }
            values.add(value);
            texts.add(text);
        }
        return RowKey.read(values, texts);
    }

    private Cell cell(RowKey key, ResultSet result, SecretTable.Column column, ColumnShape columnShape, int index)
            throws SQLException {
        String tenant = table.tenantColumn() == null
                ? null
                : result.getString(table.keyColumns().size() + 1);
        StoredValue stored = StoredValue.read(result, index, columnShape.binary());
        return new Cell(key, tenant, column, columnShape, stored);
    }
}
