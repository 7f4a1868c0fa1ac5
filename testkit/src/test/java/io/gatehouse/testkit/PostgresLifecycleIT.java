package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restarts, crashes, and the log as events. */
class PostgresLifecycleIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final PostgresServer server = PostgresServer.builder().build();

    @BeforeEach
    void startWithATable() throws SQLException {
        server.start();
        execute("CREATE TABLE note (text text)");
        execute("INSERT INTO note VALUES ('kept')");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aRestartKeepsDataAndPortAndCutsSessions() throws SQLException {
        int port = server.port();
        try (Connection open = server.superuserDataSource().getConnection()) {
            server.restart();

            assertThat(open.isValid(5)).isFalse();
        }
        assertThat(server.port()).isEqualTo(port);
        assertThat(notes()).isEqualTo("kept");
        assertThat(server.log()).anyMatch(line -> line.contains("received fast shutdown request"));
    }

    @Test
    void aStoppedServerTakesNoConnectionUntilItIsStarted() throws SQLException {
        server.stop();
        assertThatThrownBy(this::notes).isInstanceOf(SQLException.class).hasMessageContaining("refused");

        server.replaceHba("host all all all reject");
        server.start();

        assertThat(notes()).isEqualTo("kept");
    }

    @Test
    void aCrashedServerRecoversWhatWasCommitted() throws SQLException {
        try (Connection open = server.superuserDataSource().getConnection()) {
            open.setAutoCommit(false);
            try (Statement statement = open.createStatement()) {
                statement.execute("INSERT INTO note VALUES ('never committed')");
            }
            server.crash();

            assertThat(open.isValid(5)).isFalse();
        }
        assertThatThrownBy(this::notes).isInstanceOf(SQLException.class);
        server.start();

        assertThat(notes()).isEqualTo("kept");
        assertThat(server.log())
                .anyMatch(line -> line.contains("not properly shut down; automatic recovery in progress"))
                .noneMatch(line -> line.contains("shutdown request"));
    }

    @Test
    void logLinesAreEvents() throws Exception {
        BlockingQueue<String> statements = new LinkedBlockingQueue<>();
        execute("ALTER SYSTEM SET log_statement = 'all'");
        server.restart();
        Runnable end = server.onLog(line -> {
            if (line.contains("SELECT 'event")) {
                statements.add(line);
                throw new IllegalStateException("a fault of the listener");
            }
        });
        execute("SELECT 'event 1'");
        assertThat(statements.poll(SOON.toSeconds(), TimeUnit.SECONDS)).endsWith("SELECT 'event 1'");

        end.run();
        execute("SELECT 'event 2'");

        assertThat(server.awaitLog("SELECT 'event 2'", SOON)).contains("LOG:");
        assertThat(statements).isEmpty();
        assertThatThrownBy(() -> server.awaitLog("never said", Duration.ofMillis(50)))
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContaining("never said")
                .hasMessageContaining("SELECT 'event 2'");
    }

    @Test
    void endsWithAKilledJvm(@TempDir Path folder) {
        KilledJvm.assertLeavesNothing(folder, 5);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String notes() throws SQLException {
        try (Connection connection = server.superuserDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT string_agg(text, ',') FROM note")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
