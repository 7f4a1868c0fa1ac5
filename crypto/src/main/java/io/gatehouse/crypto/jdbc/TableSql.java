package io.gatehouse.crypto.jdbc;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements of a run. Names are quoted, so that any name the database allows is a name and nothing else. */
final class TableSql {
    private final String table;
    private final String key;
    private final String selected;

    TableSql(SecretTable table) {
        this.table = Stream.ofNullable(table.schema())
                .map(schema -> quote(schema) + ".")
                .collect(Collectors.joining("", "", quote(table.name())));
        this.key = quote(table.keyColumn());
        this.selected = table.columns().stream()
                .map(column -> quote(column.name()))
                .collect(Collectors.joining(", ", key + ", ", ""));
    }

    /** The table, quoted. */
    String table() {
        return table;
    }

    /** The first rows in the order of the key. Parameter: how many. */
    String firstPage() {
        return "SELECT " + selected + " FROM " + table + " ORDER BY " + key + " FETCH FIRST ? ROWS ONLY";
    }

    /** The rows behind a key. Parameters: the key, how many. */
    String nextPage() {
        return "SELECT " + selected + " FROM " + table + " WHERE " + key + " > ? ORDER BY " + key
                + " FETCH FIRST ? ROWS ONLY";
    }

    /** One value. Parameter: the key. */
    String cell(SecretTable.Column column) {
        return "SELECT " + quote(column.name()) + " FROM " + table + " WHERE " + key + " = ?";
    }

    /** Compare and set. Parameters: the new value, the key, the old value. */
    String replace(SecretTable.Column column) {
        String name = quote(column.name());
        return "UPDATE " + table + " SET " + name + " = ? WHERE " + key + " = ? AND " + name + " = ?";
    }

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
