package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that dies at each of its writes in turn, before it and after it: the next start finishes the same order. The
 * CA sees one order and signs one certificate, and no TXT record stays.
 */
class KilledOrderIT {
    /** Rounds that die before a write go on beside those that die after it, each at a CA of their own. */
    private static final Ca BEFORE = new Ca();

    private static final Ca AFTER = new Ca();

    @TempDir
    Path folder;

    private static final class Ca {
        final int httpPort = LoopbackPorts.free();
        final DnsServer dns = DnsServer.withZone("example.test").build();
        final AcmeServer server = AcmeServer.builder()
                .dns(dns)
                .http01Port(httpPort)
                .validationWait(Duration.ofMillis(100))
                .build();

        int answered(AcmeResource resource, int status) {
            return (int) server.requests(resource).stream()
                    .filter(request -> request.status() == status)
                    .count();
        }
    }

    @BeforeAll
    static void start() {
        for (Ca ca : List.of(BEFORE, AFTER)) {
            ca.dns.start();
            ca.server.start();
        }
    }

    @AfterAll
    static void stop() {
        for (Ca ca : List.of(BEFORE, AFTER)) {
            ca.server.close();
            ca.dns.close();
        }
    }

    @Test
    void http01() throws Exception {
        killAtEveryWrite("www.", ca -> {
            Properties settings = new Properties();
            settings.setProperty("port", String.valueOf(ca.httpPort));
            return settings;
        });
    }

    @Test
    void dns01() throws Exception {
        killAtEveryWrite("*.", ca -> {
            Properties settings = new Properties();
            settings.setProperty("port", String.valueOf(ca.dns.address().getPort()));
            settings.setProperty("tsig-key", ca.dns.tsigKeyName());
            settings.setProperty("tsig-secret", ca.dns.tsigSecret().exposeText());
            return settings;
        });
    }

    private void killAtEveryWrite(String second, Function<Ca, Properties> solver) throws Exception {
        Properties before = settings(BEFORE, solver);
        Properties after = settings(AFTER, solver);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            int writes = 0;
            boolean died = true;
            while (died) {
                int write = ++writes;
                Future<Boolean> diedAfter = other.submit(() -> dieAndGoOn(AFTER, after, second, write, true));
                boolean diedBefore = dieAndGoOn(BEFORE, before, second, write, false);
                died = diedAfter.get();
                assertThat(died).as("both have as many writes").isEqualTo(diedBefore);
            }
            assertThat(writes).as("an order has at least these steps").isGreaterThan(OrderStep.values().length);
        } finally {
            other.shutdownNow();
        }
    }

    private Properties settings(Ca ca, Function<Ca, Properties> solver) throws IOException {
        Path trust = Files.createTempFile(folder, "trust", ".pem");
        Files.writeString(trust, ca.server.httpsTrustPem());
        Properties settings = solver.apply(ca);
        settings.setProperty("trust", trust.toString());
        settings.setProperty("directory", ca.server.directory().toString());
        settings.setProperty(
                "account",
                trust.resolveSibling(trust.getFileName() + ".account").toString());
        return settings;
    }

    /** Whether the process died, which it does unless it has fewer writes than that. */
    private boolean dieAndGoOn(Ca ca, Properties settings, String second, int write, boolean isWriteDone)
            throws Exception {
        String round = write + (isWriteDone ? "-after" : "-before");
        String host = "w" + round + ".example.test";
        Path home = Files.createDirectories(folder.resolve(round));
        settings.setProperty("folder", home.toString());
        settings.setProperty("names", host + "," + second + host);
        int ordersBefore = ca.answered(AcmeResource.NEW_ORDER, 201);
        int signedBefore = ca.answered(AcmeResource.FINALIZE, 200);

        int exit = run(settings, home, write, isWriteDone);
        assertThat(exit).as("died at " + round).isIn(0, HaltingStore.HALTED);

        CertificateStore store = CertificateStore.directory(home.resolve("store"));
        CertificateBundle bundle =
                OrderUntilHalted.certificates(settings, store).obtain(OrderUntilHalted.request(settings));

        assertThat(bundle.covers(DomainName.of(host))).isTrue();
        assertThat(ca.answered(AcmeResource.NEW_ORDER, 201) - ordersBefore)
                .as("orders after it died at " + round)
                .isEqualTo(1);
        assertThat(ca.answered(AcmeResource.FINALIZE, 200) - signedBefore)
                .as("certificates after it died at " + round)
                .isEqualTo(1);
        assertThat(store.versions(host))
                .as("versions after it died at " + round)
                .hasSize(1);
        assertThat(store.states(StateKind.ORDER))
                .as("journal after it died at " + round)
                .isEmpty();
        assertThat(ca.dns.txt("_acme-challenge." + host))
                .as("TXT after it died at " + round)
                .isEmpty();
        return exit == HaltingStore.HALTED;
    }

    private static int run(Properties settings, Path home, int write, boolean isWriteDone)
            throws IOException, InterruptedException {
        Path file = home.resolve("settings.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        Path log = home.resolve("log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It lives for a second: compile quickly, and let one thread collect what little there is.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OrderUntilHalted.class.getName(),
                        file.toString(),
                        String.valueOf(write),
                        String.valueOf(isWriteDone)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
            assertThat(process.exitValue())
                    .as(() -> "it died as asked: " + read(log))
                    .isIn(0, HaltingStore.HALTED);
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
