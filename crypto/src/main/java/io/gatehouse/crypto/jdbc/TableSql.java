package io.gatehouse.crypto.jdbc;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The statements of a run. Names are quoted, so that any name the database allows is a name and nothing else. */
final class TableSql {
    private final Dialect dialect;
    private final String table;
    private final List<String> keys;
    private final Optional<String> tenant;
    private final List<String> columns;

    TableSql(SecretTable table, Dialect dialect) {
        this.dialect = dialect;
        this.table = Stream.ofNullable(table.schema())
                .map(schema -> dialect.quote(schema) + ".")
                .collect(Collectors.joining("", "", dialect.quote(table.name())));
        this.keys = table.keyColumns().stream().map(dialect::quote).toList();
        this.tenant = Optional.ofNullable(table.tenantColumn()).map(dialect::quote);
        this.columns = table.columns().stream()
                .map(column -> dialect.quote(column.name()))
                .toList();
    }

    /** The table, quoted. */
    String table() {
        return table;
    }

    /** Whether values are compared by their bytes, whatever the columns say. */
    boolean comparesBytes() {
        return dialect.comparesBytes();
    }

    /** No rows, but what their columns are. */
    String shape() {
        return select(columns) + " WHERE 1 = 0";
    }

    /** How many rows there are. */
    String count() {
        return "SELECT count(*) FROM " + table;
    }

    /** How many rows are behind a key. Parameters: {@link #behindParameters}. */
    String countAfter() {
        return count() + " WHERE " + behind();
    }

    /** The first rows in the order of the key. Parameter: how many. */
    String firstPage() {
        return select(columns) + " ORDER BY " + String.join(", ", keys) + dialect.page();
    }

    /** The rows behind a key. Parameters: {@link #behindParameters}, how many. */
    String nextPage() {
        return select(columns) + " WHERE " + behind() + " ORDER BY " + String.join(", ", keys) + dialect.page();
    }

    /** Which key column each parameter is to be compared with, where rows behind a key are meant. */
    List<Integer> behindParameters() {
        IntStream prefixes = IntStream.rangeClosed(1, keys.size());
        return dialect.comparesRows()
                ? IntStream.range(0, keys.size()).boxed().toList()
                : prefixes.flatMap(length -> IntStream.range(0, length)).boxed().toList();
    }

    /** Key, tenant if there is one, and one value. Parameters: the key. */
    String cell(SecretTable.Column column) {
        return select(List.of(dialect.quote(column.name()))) + " WHERE " + isRow();
    }

    /**
     * Compare and set. Parameters: the new value, the key, the old value, and the tenant if there is one, since a row that
     * went to another tenant needs another envelope.
     */
    String replace(SecretTable.Column column, boolean binary) {
        String name = dialect.quote(column.name());
        return "UPDATE " + table + " SET " + name + " = ? WHERE " + isRow() + " AND "
                + (binary ? name + " = ?" : dialect.isExactly(name))
                + tenant.map(quoted -> " AND " + quoted + " = ?").orElse("");
    }

    private String isRow() {
        return equal(keys);
    }

    /** As one comparison of rows, or spelled out, whichever lets the database go straight to them by the index. */
    private String behind() {
        if (dialect.comparesRows() && keys.size() > 1) {
            String marks = keys.stream().map(key -> "?").collect(Collectors.joining(", "));
            return "(" + String.join(", ", keys) + ") > (" + marks + ")";
        }
        return IntStream.range(0, keys.size())
                .mapToObj(last -> Stream.of(equal(keys.subList(0, last)), keys.get(last) + " > ?")
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" AND ")))
                .collect(Collectors.joining(" OR "));
    }

    private static String equal(List<String> names) {
        return names.stream().map(name -> name + " = ?").collect(Collectors.joining(" AND "));
    }

    private String select(List<String> values) {
        return Stream.of(keys.stream(), tenant.stream(), values.stream())
                .flatMap(part -> part)
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + table));
    }
}
