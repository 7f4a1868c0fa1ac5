package io.gatehouse.crypto.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.TestKeys;
import io.gatehouse.testkit.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A rotation of 100,000 rows in a process that is killed twenty times, while a writer updates rows without pause. */
class TableKillIT {
    @RegisterExtension
    static final PostgresServer SERVER = PostgresServer.builder().build();

    private static final int ROWS = 100_000;
    private static final int KILLS = 20;
    /** On average half of it is done before each kill, so that the twentieth still falls into the rotation. */
    private static final int MOST_CHANGED_BEFORE_A_KILL = 6_000;

    private static final EnvelopeCipher OLD =
            EnvelopeCipher.builder(TestKeys.OLD_KEK).build();
    private static final EnvelopeCipher NEW =
            EnvelopeCipher.builder(TestKeys.KEK).build();
    private static final SecretTable TABLE =
            SecretTable.builder("access_key", "id").column("secret").build();

    private final Random random = new Random(20);
    /** How often each row was written; row ids begin at 0. */
    private final int[] writes = new int[ROWS];

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyRowDecryptsToItsNewestValueAfterTwentyKills() throws Exception {
        fill();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> write(stop));
        @Nullable String checkpoint = null;
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                // By turns from the start, where what is done is skipped, and from where the last one was.
                checkpoint = rotateAndKill(
                        kill % 2 == 0 ? null : checkpoint, 1 + random.nextInt(MOST_CHANGED_BEFORE_A_KILL));
            }
        } finally {
            stop.set(true);
        }
        assertThat(writer.get(60, TimeUnit.SECONDS)).isGreaterThan(KILLS);
        assertThat(TableCensus.of(SERVER.superuserDataSource(), TABLE).uses())
                .as("the kills came before the end")
                .containsKeys(TestKeys.OLD_KEK.id(), TestKeys.KEK.id());

        assertThat(lastLineOfAWholeRun(start(null))).isEqualTo("done true");

        assertThat(TableCensus.of(SERVER.superuserDataSource(), TABLE).retirable(TestKeys.OLD_KEK.id()))
                .isTrue();
        assertThat(countOfRowsThatOpenToTheirNewestValue()).isEqualTo(ROWS);
    }

    /**
     * Kills by SIGKILL once so many values are changed, wherever the process is by then. That cannot be far ahead, even if
     * this one is held up by a busy machine.
     */
    private static @Nullable String rotateAndKill(@Nullable String checkpoint, int changed) throws Exception {
        Process process = start(checkpoint);
        @Nullable String last = checkpoint;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                assertThat(line)
                        .as("a rotation that came to its end before it was killed")
                        .matches("\\d+ \\d+");
                goOn(process);
                String[] words = line.split(" ", -1);
                last = words[1];
                if (Integer.parseInt(words[0]) >= changed) {
                    process.destroyForcibly();
                    break;
                }
            }
        }
        assertThat(process.waitFor()).isEqualTo(128 + 9);
        return last;
    }

    private static Process start(@Nullable String checkpoint) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Most live for two seconds: compile quickly, and let one thread collect what little there is.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RotatingJvm.class.getName(),
                SERVER.jdbcUrl("postgres"),
                SERVER.superuser()));
        if (checkpoint != null) {
            command.add(checkpoint);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PGPASSWORD", SERVER.superuserPassword().exposeText());
        return builder.start();
    }

    private static void goOn(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    private static String lastLineOfAWholeRun(Process process) throws IOException {
        String last = "";
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
                if (!line.startsWith("done")) {
                    goOn(process);
                }
            }
        }
        return last;
    }

    private void fill() throws SQLException {
        try (Connection connection = SERVER.superuserDataSource().getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO access_key VALUES (?, ?)")) {
            statement.execute("CREATE TABLE access_key (id bigint PRIMARY KEY, secret text NOT NULL)");
            connection.setAutoCommit(false);
            for (int row = 0; row < ROWS; row++) {
                insert.setLong(1, row);
                insert.setString(2, seal(OLD, row, 0));
                insert.addBatch();
                if (row % 1000 == 999) {
                    insert.executeBatch();
                }
            }
            connection.commit();
        }
    }

    /** Writes rows at random, with the new key and, as a process that was not restarted yet, with the old one. */
    private int write(AtomicBoolean stop) {
        int count = 0;
        try (Connection connection = SERVER.superuserDataSource().getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE access_key SET secret = ? WHERE id = ?")) {
            Random rows = new Random(1);
            for (; !stop.get(); count++) {
                int row = rows.nextInt(ROWS);
                update.setString(1, seal(count % 2 == 0 ? NEW : OLD, row, writes[row] + 1));
                update.setLong(2, row);
                assertThat(update.executeUpdate()).isEqualTo(1);
                writes[row]++;
            }
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        return count;
    }

    private int countOfRowsThatOpenToTheirNewestValue() throws SQLException {
        int count = 0;
        try (Connection connection = SERVER.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(1000);
            try (ResultSet rows = statement.executeQuery("SELECT id, secret FROM access_key ORDER BY id")) {
                while (rows.next()) {
                    int row = rows.getInt(1);
                    assertThat(NEW.decrypt(rows.getString(2)).boundTo("access_key", "secret", row))
                            .isEqualTo(RotatingJvm.secret(row, writes[row]));
                    count++;
                }
            }
        }
        return count;
    }

    private static String seal(EnvelopeCipher cipher, long row, int write) {
        return cipher.encrypt(RotatingJvm.secret(row, write))
                .boundTo("access_key", "secret", row)
                .toText();
    }
}
