package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose data folders are copies of one template. The cache folder is one of the tests, in other JVMs. */
class PostgresTemplateIT {
    private static final String SCRAM_VERIFIER = "SCRAM-SHA-256$";

    /** One for all that want a template: the programs are unpacked into it, which takes seconds. */
    @TempDir
    static Path shared;

    @Test
    void aTemplateHoldsNoSecretAndLetsNobodyIn() throws IOException {
        startInAnotherJvm(shared, "holding one");
        Path data = template(shared).resolve("data");

        assertThat(Files.readAllLines(data.resolve("pg_hba.conf")))
                .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
                .isNotEmpty()
                .allMatch(rule -> rule.endsWith(" reject"));
        assertThat(filesWith(data, SCRAM_VERIFIER)).isEmpty();
        try (PostgresServer server = PostgresServer.builder().start()) {
            assertThat(filesWith(server.dataDirectory(), SCRAM_VERIFIER)).isNotEmpty();
            assertThat(filesWith(
                            server.dataDirectory(), server.superuserPassword().exposeText()))
                    .isEmpty();
        }
    }

    @Test
    void eachCopyHasItsOwnPassword() throws SQLException {
        try (PostgresServer first = PostgresServer.builder().start();
                PostgresServer second = PostgresServer.builder().start()) {
            logIn(first, first.superuserPassword());
            logIn(second, second.superuserPassword());
            assertThatThrownBy(() -> logIn(first, second.superuserPassword()))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void severalThreadsAtOnceStartServersThatShareNothing() throws Exception {
        int servers = 3;
        ExecutorService threads = Executors.newFixedThreadPool(servers);
        List<Future<PostgresServer>> started = new ArrayList<>();
        try {
            for (int i = 0; i < servers; i++) {
                started.add(threads.submit(() -> PostgresServer.builder().start()));
            }
            for (Future<PostgresServer> each : started) {
                try (Connection connection = each.get().superuserDataSource().getConnection();
                        Statement statement = connection.createStatement()) {
                    // Fails where it is there already.
                    statement.execute("CREATE DATABASE mine");
                }
            }
        } finally {
            threads.shutdown();
            for (Future<PostgresServer> each : started) {
                each.get().close();
            }
        }
    }

    @Test
    void severalJvmsAtOnceStartFromAnEmptyCache(@TempDir Path empty) throws Exception {
        int jvms = 3;
        ExecutorService threads = Executors.newFixedThreadPool(jvms);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < jvms; i++) {
                String name = "JVM " + i;
                all.add(threads.submit(() -> startInAnotherJvm(empty, name)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        template(empty);
        startInAnotherJvm(empty, "after them");
    }

    @Test
    void aDamagedTemplateIsMadeAnew() throws IOException {
        startInAnotherJvm(shared, "making one");
        Path control = template(shared).resolve("data").resolve("global").resolve("pg_control");
        byte[] good = Files.readAllBytes(control);
        Files.write(control, new byte[good.length]);

        startInAnotherJvm(shared, "meeting the damage");

        assertThat(template(shared).resolve("data").resolve("global").resolve("pg_control"))
                .satisfies(anew -> assertThat(Files.readAllBytes(anew)).isNotEqualTo(new byte[good.length]));
        startInAnotherJvm(shared, "after it");
    }

    private static Path template(Path cache) throws IOException {
        try (Stream<Path> all = Files.list(cache.resolve("gatehouse/postgres/templates"))) {
            List<Path> templates = all.toList();
            assertThat(templates).hasSize(1);
            return templates.get(0);
        }
    }

    private static void startInAnotherJvm(Path cache, String who) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        PeerResult result = Peer.at(java)
                .run(PeerLaunch.builder("-cp", System.getProperty("java.class.path"), StartsPostgres.class.getName())
                        .environment("XDG_CACHE_HOME", cache.toString())
                        .timeLimit(Duration.ofMinutes(2))
                        .build())
                .orThrow();
        assertThat(result.output()).as(who).contains("answered 42");
    }

    private static void logIn(PostgresServer server, Secret password) throws SQLException {
        DriverManager.getConnection(server.jdbcUrl("postgres"), server.superuser(), password.exposeText())
                .close();
    }

    private static List<Path> filesWith(Path folder, String text) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> holds(file, text))
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
