package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.DataKeyId;
import io.gatehouse.crypto.DataKeyScope;
import io.gatehouse.crypto.DataKeyStore;
import io.gatehouse.crypto.DataKeyStoreException;
import io.gatehouse.crypto.StoredDataKey;
import io.gatehouse.crypto.StoredDataKey.State;
import io.gatehouse.crypto.Suite;
import io.gatehouse.crypto.WrappedDataKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Data keys in a table of any database with a JDBC driver. The table comes from {@link #createTable} or from a migration
 * of your own that runs {@link #ddl}.
 *
 * <pre>{@code
 * JdbcDataKeyStore store = JdbcDataKeyStore.of(dataSource);
 * store.createTable();
 * }</pre>
 *
 * <p>Each call borrows one connection and commits by itself, so an entry that was written stays when the caller's own
 * transaction is rolled back: what was encrypted under a key is never without it. Hand in a {@code DataSource} that does
 * not join the caller's transaction. Safe for use by several threads and processes.
 */
public final class JdbcDataKeyStore implements DataKeyStore {
    /** The table's name unless another is given. */
    public static final String DEFAULT_TABLE = "gatehouse_data_key";

    private static final String COLUMNS =
            "id, suite, scope_sha256, tenant, scope_table, scope_column, scope_row, wrapped, state, created, expires,"
                    + " uses, revision";

    private final DataSource dataSource;
    private final String name;
    private final String table;

    private JdbcDataKeyStore(DataSource dataSource, String name) {
        this.dataSource = dataSource;
        this.name = name;
        this.table = quoted(name);
    }

    /** A store in the table {@value #DEFAULT_TABLE}, where the connection's search path finds it. */
    public static JdbcDataKeyStore of(DataSource dataSource) {
        return of(dataSource, DEFAULT_TABLE);
    }

    /**
     * A store in a table of another name.
     *
     * @param table the name, exactly as the database has it; {@code schema.table} names a schema too
     * @throws IllegalArgumentException if the name is empty or holds a NUL character
     */
    public static JdbcDataKeyStore of(DataSource dataSource, String table) {
        return new JdbcDataKeyStore(dataSource, table);
    }

    /** The statements that make the table {@value #DEFAULT_TABLE}, for a migration of your own. */
    public static List<String> ddl() {
        return ddl(DEFAULT_TABLE);
    }

    /**
     * The statements that make the table. {@code wrapped} holds the copies as {@code kek:version:base64}, with spaces
     * between them (widen it for keys that make long ones); times are milliseconds since 1970 in UTC, so that no database's time zone is in the way.
     *
     * @param table the name, as in {@link #of(DataSource, String)}
     */
    public static List<String> ddl(String table) {
        String index = quoted(table.substring(table.lastIndexOf('.') + 1) + "_scope");
        return List.of(
                """
                CREATE TABLE %s (
                  id varchar(16) NOT NULL PRIMARY KEY,
                  suite varchar(32) NOT NULL,
                  scope_sha256 varchar(64) NOT NULL,
                  tenant varchar(1000),
                  scope_table varchar(1000),
                  scope_column varchar(1000),
                  scope_row varchar(1000),
                  wrapped varchar(4000) NOT NULL,
                  state varchar(16) NOT NULL,
                  created bigint NOT NULL,
                  expires bigint NOT NULL,
                  uses bigint NOT NULL,
                  revision bigint NOT NULL
                )""".formatted(quoted(table)), "CREATE INDEX " + index + " ON " + quoted(table) + " (scope_sha256)");
    }

    /**
     * Makes the table and its index.
     *
     * @throws DataKeyStoreException if that fails, as when the table is there already
     */
    public void createTable() {
        call("create", connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : ddl(name)) {
                    statement.execute(sql);
                }
                return true;
            }
        });
    }

    @Override
    public Optional<StoredDataKey> find(DataKeyId id) {
        return query(select("WHERE id = ?"), 1, id.toString()).stream().findFirst();
    }

    @Override
    public Optional<StoredDataKey> active(DataKeyScope scope) {
        String newestFirst = select("WHERE scope_sha256 = ? AND state = 'ACTIVE' ORDER BY created DESC, id DESC");
        return query(newestFirst, 1, scope.fingerprint()).stream().findFirst();
    }

    @Override
    public List<StoredDataKey> list(@Nullable DataKeyId after, int limit) {
        return query(select("WHERE id > ? ORDER BY id"), limit, after == null ? "" : after.toString());
    }

    @Override
    public List<StoredDataKey> list(DataKeyScope scope) {
        return query(select("WHERE scope_sha256 = ? ORDER BY id"), 0, scope.fingerprint());
    }

    @Override
    public void add(StoredDataKey key) {
        String sql = "INSERT INTO " + table + " (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        update("add the data key " + key.id() + " to", sql, row(key));
    }

    @Override
    public boolean replace(StoredDataKey changed) {
        String sql = "UPDATE " + table + " SET wrapped = ?, state = ?, created = ?, expires = ?, uses = ?, revision = ?"
                + " WHERE id = ? AND revision = ? AND state <> 'DESTROYED'";
        StoredDataKey next = changed.nextRevision();
        int updated = update(
                "replace the data key " + changed.id() + " in",
                sql,
                wrapped(next),
                next.state().name(),
                next.created().toEpochMilli(),
                next.expires().toEpochMilli(),
                next.uses(),
                next.revision(),
                changed.id().toString(),
                changed.revision());
        return updated == 1;
    }

    private String select(String rest) {
        return "SELECT " + COLUMNS + " FROM " + table + " " + rest;
    }

    private static @Nullable Object[] row(StoredDataKey key) {
        return new @Nullable Object[] {
            key.id().toString(),
            key.suite().name(),
            key.scope().fingerprint(),
            key.scope().tenant(),
            key.scope().table(),
            key.scope().column(),
            key.scope().row(),
            wrapped(key),
            key.state().name(),
            key.created().toEpochMilli(),
            key.expires().toEpochMilli(),
            key.uses(),
            key.revision()
        };
    }

    private static String wrapped(StoredDataKey key) {
        // Oracle takes an empty text for NULL; a destroyed key has a dash.
        return key.wrapped().isEmpty()
                ? "-"
                : key.wrapped().stream().map(WrappedDataKey::toText).collect(Collectors.joining(" "));
    }

    private StoredDataKey read(ResultSet row) throws SQLException {
        try {
            DataKeyScope scope =
                    new DataKeyScope(row.getString(4), row.getString(5), row.getString(6), row.getString(7));
            String wrapped = row.getString(8);
            return new StoredDataKey(
                    DataKeyId.parse(row.getString(1)),
                    Suite.valueOf(row.getString(2)),
                    scope,
                    wrapped.equals("-")
                            ? List.of()
                            : List.of(wrapped.split(" ")).stream()
                                    .map(WrappedDataKey::parse)
                                    .toList(),
                    State.valueOf(row.getString(9)),
                    Instant.ofEpochMilli(row.getLong(10)),
                    Instant.ofEpochMilli(row.getLong(11)),
                    row.getLong(12),
                    row.getLong(13));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new DataKeyStoreException(
                    "The table " + name + " holds a data key that cannot be read (" + e.getMessage()
                            + "); restore the row from a backup",
                    e);
        }
    }

    private List<StoredDataKey> query(String sql, int limit, String parameter) {
        return call("read", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setMaxRows(limit);
                statement.setString(1, parameter);
                try (ResultSet result = statement.executeQuery()) {
                    List<StoredDataKey> keys = new ArrayList<>();
                    while (result.next()) {
                        keys.add(read(result));
                    }
                    return keys;
                }
            }
        });
    }

    private int update(String what, String sql, @Nullable Object... parameters) {
        return call(what, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                return statement.executeUpdate();
            }
        });
    }

    private <T> T call(String what, SqlCall<T> call) {
        try (Connection connection = dataSource.getConnection()) {
            // A pool may lend connections without it; what is not committed here would be lost.
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                return call.on(connection);
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException e) {
            throw new DataKeyStoreException(
                    "Cannot " + what + " the table " + name + " (SQLSTATE " + e.getSQLState() + "): " + e.getMessage()
                            + "; is the database up, and the table made by createTable() or a migration?",
                    e);
        }
    }

    private static String quoted(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A table's name must not be empty or hold a NUL character");
        }
        return List.of(name.split("\\.", -1)).stream()
                .map(part -> '"' + part.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining("."));
    }

    @FunctionalInterface
    private interface SqlCall<T> {
        T on(Connection connection) throws SQLException;
    }
}
