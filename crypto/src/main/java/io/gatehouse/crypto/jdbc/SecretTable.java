package io.gatehouse.crypto.jdbc;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.crypto.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table with secrets in it: what it and its columns are called in the database, and by which logical names their
 * secrets are bound.
 *
 * <pre>{@code
 * SecretTable table = SecretTable.builder("access_key", "id").column("secret").build();
 * }</pre>
 *
 * @param schema the schema, or {@code null} to leave it to the search path
 * @param name the table
 * @param keyColumns the columns of a unique key, none of them ever NULL or updated, in the order of its index; their text is
 *     the row of each {@linkplain io.gatehouse.crypto.Place place}: that of the one column, or {@link #row} of several
 * @param tenantColumn the column whose text is the tenant of each place, or {@code null} where there is only one tenant
 * @param logicalName the table of each place
 * @param columns the columns with secrets, at least one
 */
public record SecretTable(
        @Nullable String schema,
        String name,
        List<String> keyColumns,
        @Nullable String tenantColumn,
        String logicalName,
        List<Column> columns) {

    /**
     * A column with secrets in it: of text, which holds envelopes as text, or of bytes, which holds them as bytes. Text must
     * be compared to the letter: a collation that takes upper and lower case for equal is refused where the driver tells of
     * it, as not every driver does.
     *
     * @param name the column
     * @param logicalName the column of each place
     * @param type the type of each place, or {@code null}
     */
    public record Column(
            String name, String logicalName, @Nullable String type) {}

    /**
     * @throws InvalidModelException naming every name that is empty or holds a NUL character, and a missing or repeated
     *     column
     */
    public SecretTable {
        keyColumns = List.copyOf(keyColumns);
        columns = List.copyOf(columns);
        List<Problem> problems = new ArrayList<>();
        Optional.ofNullable(schema).ifPresent(text -> requireName("schema", text, problems));
        requireName("name", name, problems);
        for (String keyColumn : keyColumns) {
            requireName("keyColumn", keyColumn, problems);
        }
        if (keyColumns.isEmpty()) {
            problems.add(new Problem("keyColumn", "there is none; name each column of a unique key"));
        }
        if (Set.copyOf(keyColumns).size() < keyColumns.size()) {
            problems.add(new Problem("keyColumn", "one is named twice in " + keyColumns));
        }
        Optional.ofNullable(tenantColumn).ifPresent(text -> requireName("tenantColumn", text, problems));
        requireName("logicalName", logicalName, problems);
        for (Column column : columns) {
            requireName("column", column.name(), problems);
            requireName("column logical name", column.logicalName(), problems);
            Optional.ofNullable(column.type()).ifPresent(text -> requireName("column type", text, problems));
        }
        if (columns.isEmpty()) {
            problems.add(new Problem("column", "there is none; name each column that holds secrets"));
        }
        if (columns.stream().map(Column::name).distinct().count() < columns.size()) {
            problems.add(new Problem("column", "one is named twice in " + columns));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("SecretTable", problems);
        }
    }

    /** Starts a table whose logical name is its name, with a unique key of one column. */
    public static Builder builder(String name, String keyColumn) {
        return builder(name, List.of(keyColumn));
    }

    /** Starts a table whose logical name is its name, with a unique key of several columns, in the order of its index. */
    public static Builder builder(String name, List<String> keyColumns) {
        return new Builder(name, keyColumns);
    }

    /**
     * The row of a place in a table whose key has several columns: their texts with commas between them, each comma and
     * backslash in them behind a backslash. The text of one column is returned as it is.
     *
     * @param keys the text of each key column, in the order of the table's
     */
    public static String row(String... keys) {
        return RowKey.text(List.of(keys));
    }

    /** Where the secret of a column stands, in a row of a tenant. */
    Place place(Column column, String row, @Nullable String tenant) {
        return new Place(tenant, logicalName, column.logicalName(), row, column.type());
    }

    /** For runs that bind nothing anew. */
    SecretTable withoutTenant() {
        return new SecretTable(schema, name, keyColumns, null, logicalName, columns);
    }

    /** Behind the key, and the tenant if there is one, in whatever a run selects. */
    int firstValueIndex() {
        return keyColumns.size() + (tenantColumn == null ? 1 : 2);
    }

    private static void requireName(String field, String text, List<Problem> problems) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            problems.add(new Problem(field, text.isEmpty() ? "is empty" : "holds a NUL character"));
        }
    }

    /** A table before it is built. Not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private final List<String> keyColumns;
        private final List<Column> columns = new ArrayList<>();
        private @Nullable String schema;
        private @Nullable String tenantColumn;
        private String logicalName;

        private Builder(String name, List<String> keyColumns) {
            this.name = name;
            this.keyColumns = List.copyOf(keyColumns);
            this.logicalName = name;
        }

        /** The schema; by default the search path of the connection decides. */
        public Builder schema(String schema) {
            this.schema = schema;
            return this;
        }

        /**
         * The column that names the tenant of a row, whose text is bound as it stands. A row in which it is NULL is
         * quarantined by a migration.
         */
        public Builder tenantColumn(String name) {
            this.tenantColumn = name;
            return this;
        }

        /** The table of each place; by default the name. */
        public Builder logicalName(String logicalName) {
            this.logicalName = logicalName;
            return this;
        }

        /** Adds a column whose logical name is its name. */
        public Builder column(String name) {
            return column(name, name);
        }

        /** Adds a column without a type. */
        public Builder column(String name, String logicalName) {
            columns.add(new Column(name, logicalName, null));
            return this;
        }

        /** Adds a column whose secrets are of a type, as in {@link Place#withType}. */
        public Builder column(String name, String logicalName, String type) {
            columns.add(new Column(name, logicalName, type));
            return this;
        }

        /**
         * Builds the table.
         *
         * @throws InvalidModelException naming everything that is wrong with it
         */
        public SecretTable build() {
            return new SecretTable(schema, name, keyColumns, tenantColumn, logicalName, columns);
        }
    }
}
