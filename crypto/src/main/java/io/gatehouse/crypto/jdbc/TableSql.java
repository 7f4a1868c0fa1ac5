package io.gatehouse.crypto.jdbc;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements of a run. Names are quoted, so that any name the database allows is a name and nothing else. */
final class TableSql {
    private final Dialect dialect;
    private final String table;
    private final String key;
    private final Optional<String> tenant;
    private final List<String> columns;

    TableSql(SecretTable table, Dialect dialect) {
        this.dialect = dialect;
        this.table = Stream.ofNullable(table.schema())
                .map(schema -> dialect.quote(schema) + ".")
                .collect(Collectors.joining("", "", dialect.quote(table.name())));
        this.key = dialect.quote(table.keyColumn());
        this.tenant = Optional.ofNullable(table.tenantColumn()).map(dialect::quote);
        this.columns = table.columns().stream()
                .map(column -> dialect.quote(column.name()))
                .toList();
    }

    /** The table, quoted. */
    String table() {
        return table;
    }

    /** No rows, but what their columns are. */
    String shape() {
        return select(columns) + " WHERE 1 = 0";
    }

    /** How many rows there are. */
    String count() {
        return "SELECT count(*) FROM " + table;
    }

    /** How many rows are behind a key. Parameter: the key. */
    String countAfter() {
        return count() + " WHERE " + key + " > ?";
    }

    /** The first rows in the order of the key. Parameter: how many. */
    String firstPage() {
        return select(columns) + " ORDER BY " + key + dialect.page();
    }

    /** The rows behind a key. Parameters: the key, how many. */
    String nextPage() {
        return select(columns) + " WHERE " + key + " > ? ORDER BY " + key + dialect.page();
    }

    /** Key, tenant if there is one, and one value. Parameter: the key. */
    String cell(SecretTable.Column column) {
        return select(List.of(dialect.quote(column.name()))) + " WHERE " + key + " = ?";
    }

    /**
     * Compare and set. Parameters: the new value, the key, the old value, and the tenant if there is one, since a row that
     * went to another tenant needs another envelope.
     */
    String replace(SecretTable.Column column) {
        String name = dialect.quote(column.name());
        return "UPDATE " + table + " SET " + name + " = ? WHERE " + key + " = ? AND " + name + " = ?"
                + tenant.map(quoted -> " AND " + quoted + " = ?").orElse("");
    }

    private String select(List<String> values) {
        return Stream.of(Stream.of(key), tenant.stream(), values.stream())
                .flatMap(part -> part)
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + table));
    }
}
