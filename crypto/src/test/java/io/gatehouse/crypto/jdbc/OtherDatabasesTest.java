package io.gatehouse.crypto.jdbc;

import static io.gatehouse.crypto.jdbc.Rotation.NEW;
import static io.gatehouse.crypto.jdbc.Rotation.OLD;
import static io.gatehouse.crypto.jdbc.Rotation.ROTATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.ForeignFormat;
import io.gatehouse.crypto.PlaintextFormat;
import io.gatehouse.crypto.TestKeys;
import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;

/** Databases that quote, page, type and lock in other ways than PostgreSQL does. */
class OtherDatabasesTest {
    private static final SecretTable TABLE = SecretTable.builder("secrets", "id")
            .tenantColumn("tenant")
            .column("text")
            .column("bytes", "bytes", "key")
            .build();

    @TempDir
    @SuppressWarnings("NullAway") // JUnit sets it before each test
    private Path folder;

    enum Kind {
        H2,
        SQLITE;

        DataSource open(Path folder) {
            if (this == H2) {
                JdbcDataSource h2 = new JdbcDataSource();
                h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
                return h2;
            }
            SQLiteDataSource sqlite = new SQLiteDataSource();
            sqlite.setUrl("jdbc:sqlite:" + folder.resolve("secrets.db"));
            return sqlite;
        }

        String bytes() {
            return this == H2 ? "VARBINARY(1000)" : "BLOB";
        }
    }

    @ParameterizedTest
    @EnumSource
    void migratesAndRewrapsPageByPage(Kind kind) throws SQLException {
        DataSource database = filled(kind, 25);

        TableReport migrated = TableMigration.of(database, TABLE, OLD, PlaintextFormat.asStored())
                .batchSize(10)
                .run();
        assertThat(TableCensus.of(database, TABLE).retirable(TestKeys.OLD_KEK.id()))
                .isFalse();
        TableReport rewrapped =
                TableRewrap.of(database, TABLE, ROTATED).batchSize(10).run();

        assertThat(migrated.isClean()).isTrue();
        assertThat(migrated.changed()).isEqualTo(50);
        assertThat(rewrapped.changed()).isEqualTo(50);
        assertThat(TableRewrap.of(database, TABLE, ROTATED)
                        .startAfter("5")
                        .run()
                        .current())
                .isEqualTo(40);
        assertThat(TableCensus.of(database, TABLE).retirable(TestKeys.OLD_KEK.id()))
                .isTrue();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM \"secrets\"")) {
            while (rows.next()) {
                long id = rows.getLong("id");
                assertThat(NEW.decrypt(rows.getString("text"))
                                .boundTo(TABLE.place(TABLE.columns().get(0), Long.toString(id), "acme")))
                        .isEqualTo(Secret.ofText("text " + id));
                assertThat(NEW.decrypt(rows.getBytes("bytes"))
                                .boundTo(TABLE.place(TABLE.columns().get(1), Long.toString(id), "acme")))
                        .isEqualTo(Secret.ofText("bytes " + id));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void losesNoUpdate(Kind kind) throws SQLException {
        DataSource database = filled(kind, 3);
        ForeignFormat disturbed = new ForeignFormat() {
            private final AtomicBoolean written = new AtomicBoolean();

            @Override
            public Secret read(String stored) {
                if (written.compareAndSet(false, true)) {
                    execute(database, "UPDATE \"secrets\" SET \"text\" = 'newer' WHERE \"id\" = 1");
                }
                return Secret.ofText(stored);
            }
        };

        TableReport report = TableMigration.of(database, TABLE, NEW, disturbed).run();

        assertThat(report.changed()).isEqualTo(6);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT \"text\" FROM \"secrets\" WHERE \"id\" = 1")) {
            assertThat(row.next()).isTrue();
            assertThat(NEW.decrypt(row.getString(1))
                            .boundTo(TABLE.place(TABLE.columns().get(0), "1", "acme")))
                    .isEqualTo(Secret.ofText("newer"));
        }
    }

    @Test
    void quarantinesWhatTheDatabaseRefuses() throws SQLException {
        DataSource database = filled(Kind.H2, 3);
        execute(
                database,
                "ALTER TABLE \"secrets\" ADD CONSTRAINT odd CHECK (\"id\" <> 2 OR \"text\" NOT LIKE 'ghe:%')");

        TableReport report = TableMigration.of(database, TABLE, NEW, PlaintextFormat.asStored())
                .run();

        assertThat(report.changed()).isEqualTo(5);
        assertThat(report.quarantine()).extracting(QuarantinedCell::reason).containsExactly(Reason.REJECTED);
    }

    @Test
    void refusesAColumnThatTakesUpperAndLowerCaseForEqual() throws SQLException {
        DataSource database = filled(Kind.H2, 1);
        execute(database, "ALTER TABLE \"secrets\" ALTER COLUMN \"text\" VARCHAR_IGNORECASE(1000)");

        assertThatThrownBy(() -> TableRewrap.of(database, TABLE, NEW).run())
                .isInstanceOf(TableAccessException.class)
                .hasMessageContaining("upper and lower case");
    }

    private DataSource filled(Kind kind, int rows) throws SQLException {
        DataSource database = kind.open(folder);
        execute(
                database,
                "CREATE TABLE \"secrets\" (\"id\" BIGINT PRIMARY KEY, \"tenant\" VARCHAR(20) NOT NULL,"
                        + " \"text\" VARCHAR(1000), \"bytes\" " + kind.bytes() + ")");
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO \"secrets\" VALUES (?, 'acme', ?, ?)")) {
            for (int id = 1; id <= rows; id++) {
                insert.setLong(1, id);
                insert.setString(2, "text " + id);
                insert.setBytes(3, ("bytes " + id).getBytes(StandardCharsets.UTF_8));
                insert.executeUpdate();
            }
        }
        return database;
    }

    private static void execute(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
