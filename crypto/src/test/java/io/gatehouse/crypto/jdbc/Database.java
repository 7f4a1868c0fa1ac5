package io.gatehouse.crypto.jdbc;

import io.gatehouse.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL with a table {@code access_key (id bigint, name text, secret text)}, made anew by {@link #reset}. */
final class Database {
    private final PostgresServer server;

    Database(PostgresServer server) {
        this.server = server;
    }

    DataSource dataSource() {
        return server.superuserDataSource();
    }

    void reset() {
        execute("DROP TABLE IF EXISTS access_key");
        execute("CREATE TABLE access_key (id bigint PRIMARY KEY, name text NOT NULL DEFAULT '', secret text)");
    }

    void insert(long id, @Nullable String secret) {
        update("INSERT INTO access_key (id, secret) VALUES (?, ?)", id, secret);
    }

    /** Rows from one id to another in one statement, each with what is made for its id. */
    void insertAll(long from, long to, LongFunction<String> secret) {
        StringBuilder values = new StringBuilder();
        for (long id = from; id <= to; id++) {
            values.append(values.isEmpty() ? "" : ", ")
                    .append('(')
                    .append(id)
                    .append(", '")
                    .append(secret.apply(id))
                    .append("')");
        }
        execute("INSERT INTO access_key (id, secret) VALUES " + values);
    }

    void write(long id, String secret) {
        update("UPDATE access_key SET secret = ? WHERE id = ?", secret, id);
    }

    void execute(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    void update(String sql, @Nullable Object... parameters) {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    String secret(long id) {
        return Objects.requireNonNull(secrets().get(Long.toString(id)));
    }

    Map<String, @Nullable String> secrets() {
        return query("SELECT id, secret FROM access_key ORDER BY id");
    }

    Map<String, @Nullable String> query(String sql) {
        Map<String, @Nullable String> rows = new LinkedHashMap<>();
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.put(result.getString(1), result.getString(2));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }
}
