package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.testkit.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * libpq 18 and this library agree on what a connection string, a service file and an environment say. How many are tried,
 * and from which seed, the system properties {@code gatehouse.libpq.strings} and {@code gatehouse.libpq.seed} say; decision
 * 40 has the command for millions.
 */
class LibpqDifferentialIT {
    private static final int BATCH = 500;
    private static final int STRINGS = Integer.getInteger("gatehouse.libpq.strings", 10_000);
    private static final long SEED = Long.getLong("gatehouse.libpq.seed", 20_261_122L);
    private static final PostgresServer SERVER =
            PostgresServer.builder().version(18).build();

    @TempDir
    static Path folder;

    private static LibpqOracle libpq;

    @BeforeAll
    static void start() throws IOException {
        SERVER.start();
        libpq = LibpqOracle.of(SERVER, folder);
    }

    @AfterAll
    static void stop() throws IOException {
        if (libpq != null) {
            libpq.close();
        }
        SERVER.close();
    }

    @Test
    void everyStringIsAcceptedOrRefusedAndReadAlike() throws IOException {
        ConninfoStrings strings = new ConninfoStrings(SEED);
        int accepted = 0;
        for (int done = 0; done < STRINGS; done += BATCH) {
            List<byte[]> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(strings.next());
            }
            List<Optional<Map<String, String>>> theirs = libpq.parse(batch);
            for (int i = 0; i < BATCH; i++) {
                if (!read(batch.get(i)).equals(theirs.get(i))) {
                    // Formatted only where needed: there are millions.
                    assertThat(read(batch.get(i)))
                            .as(
                                    "%s = %s",
                                    HexFormat.of().formatHex(batch.get(i)),
                                    new String(batch.get(i), StandardCharsets.UTF_8))
                            .isEqualTo(theirs.get(i));
                }
                accepted += theirs.get(i).isPresent() ? 1 : 0;
            }
        }
        System.out.println("libpq and Conninfo agree on " + STRINGS + " strings, " + accepted + " of them accepted");
        assertThat(accepted).isBetween(STRINGS / 5, STRINGS * 4 / 5);
    }

    @Test
    void libpqReadsWhatIsPrinted() throws IOException {
        ConninfoStrings strings = new ConninfoStrings(SEED + 1);
        List<byte[]> printed = new ArrayList<>();
        List<Optional<Map<String, String>>> meant = new ArrayList<>();
        for (int i = 0; i < STRINGS / 10; i++) {
            byte[] string = strings.next();
            Optional<Map<String, String>> values = read(string);
            if (values.isPresent()) {
                Conninfo conninfo = Conninfo.parseEscaped(EscapedUtf8.text(string, string.length));
                printed.add(conninfo.exposeUri().getBytes(StandardCharsets.UTF_8));
                meant.add(values);
                if (values.get().values().stream().noneMatch(EscapedUtf8::hasUnpairedSurrogate)) {
                    printed.add(conninfo.exposeKeywords().getBytes(StandardCharsets.UTF_8));
                    meant.add(values);
                }
            }
        }
        assertThat(printed).hasSizeGreaterThan(STRINGS / 20);
        assertThat(libpq.parse(printed)).isEqualTo(meant);
    }

    @Test
    void servicesAndEnvironmentAreReadAlike() throws IOException {
        Random random = new Random(SEED);
        Map<String, String> builtIn = libpq.defaults(Map.of()).orElseThrow();
        Path file = folder.resolve("pg_service.conf");
        int accepted = 0;
        int tried = Math.max(300, STRINGS / 20);
        for (int i = 0; i < tried; i++) {
            String text = ServiceFiles.next(random);
            Files.writeString(file, text);
            Map<String, String> environment = ServiceFiles.environment(random);
            environment.put("PGSERVICEFILE", file.toString());
            environment.put("PGSERVICE", "app");
            Optional<Map<String, String>> theirs = libpq.defaults(environment);

            assertThat(defaults(text, environment, builtIn))
                    .as("%s%n%s", environment, text)
                    .isEqualTo(theirs);
            accepted += theirs.isPresent() ? 1 : 0;
        }
        assertThat(accepted).isBetween(tried / 5, tried * 9 / 10);
    }

    @Test
    void theKeywordsAndVariablesAreLibpqs() throws IOException {
        Map<String, String> everything = new LinkedHashMap<>();
        for (ConninfoKeyword keyword : ConninfoKeyword.values()) {
            // A service would be looked for.
            keyword.variable()
                    .filter(name -> !name.equals("PGSERVICE"))
                    .ifPresent(name -> everything.put(name, "value"));
            String string = keyword.text() + "=x";
            assertThat(libpq.parse(List.of(string.getBytes(StandardCharsets.US_ASCII))))
                    .containsExactly(Optional.of(Map.of(keyword.text(), "x")));
        }
        assertThat(libpq.defaults(everything).orElseThrow())
                .containsAllEntriesOf(Conninfo.ofEnvironment(everything).exposeValues());
    }

    /** As libpq goes: the service file, then the environment, then what is built in. */
    private static Optional<Map<String, String>> defaults(
            String file, Map<String, String> environment, Map<String, String> builtIn) {
        try {
            Map<String, String> all = new TreeMap<>(builtIn);
            all.putAll(ServiceFile.parse(file)
                    .service("app")
                    .orElse(Conninfo.ofEnvironment(environment))
                    .exposeValues());
            return Optional.of(all);
        } catch (DsnException refused) {
            return Optional.empty();
        }
    }

    private static Optional<Map<String, String>> read(byte[] string) {
        try {
            return Optional.of(new TreeMap<>(Conninfo.parseEscaped(EscapedUtf8.text(string, string.length))
                    .exposeValues()));
        } catch (DsnException refused) {
            return Optional.empty();
        }
    }
}
