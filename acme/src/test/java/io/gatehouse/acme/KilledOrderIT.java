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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that dies at each of its writes in turn, before it and after it: the next start finishes the same order. The
 * CA sees one order and signs one certificate, and no TXT record stays.
 */
class KilledOrderIT {
    private static final int HTTP_PORT = LoopbackPorts.free();

    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder()
            .dns(DNS)
            .http01Port(HTTP_PORT)
            .validationWait(Duration.ofMillis(100))
            .build();

    @TempDir
    Path folder;

    @Test
    void http01() throws Exception {
        Properties settings = new Properties();
        settings.setProperty("port", String.valueOf(HTTP_PORT));
        killAtEveryWrite(settings, "www.");
    }

    @Test
    void dns01() throws Exception {
        Properties settings = new Properties();
        settings.setProperty("port", String.valueOf(DNS.address().getPort()));
        settings.setProperty("tsig-key", DNS.tsigKeyName());
        settings.setProperty("tsig-secret", DNS.tsigSecret().exposeText());
        killAtEveryWrite(settings, "*.");
    }

    private void killAtEveryWrite(Properties settings, String second) throws Exception {
        Path trust = folder.resolve("trust.pem");
        Files.writeString(trust, CA.httpsTrustPem());
        settings.setProperty("trust", trust.toString());
        settings.setProperty("directory", CA.directory().toString());
        settings.setProperty("account", folder.resolve("account.pem").toString());
        int writes = 0;
        boolean died = true;
        while (died) {
            writes++;
            died = dieAndGoOn(settings, second, writes, false);
            if (died) {
                dieAndGoOn(settings, second, writes, true);
            }
        }
        assertThat(writes).as("an order has at least these steps").isGreaterThan(OrderStep.values().length);
    }

    /** Whether the process died, which it does unless it has fewer writes than that. */
    private boolean dieAndGoOn(Properties settings, String second, int write, boolean isWriteDone) throws Exception {
        String round = write + (isWriteDone ? "-after" : "-before");
        String host = "w" + round + ".example.test";
        Path home = Files.createDirectories(folder.resolve(round));
        settings.setProperty("folder", home.toString());
        settings.setProperty("names", host + "," + second + host);
        int ordersBefore = answered(AcmeResource.NEW_ORDER, 201);
        int signedBefore = answered(AcmeResource.FINALIZE, 200);

        int exit = run(settings, home, write, isWriteDone);
        assertThat(exit).as("died at " + round).isIn(0, HaltingStore.HALTED);

        CertificateStore store = CertificateStore.directory(home.resolve("store"));
        CertificateBundle bundle =
                OrderUntilHalted.certificates(settings, store).obtain(OrderUntilHalted.request(settings));

        assertThat(bundle.covers(DomainName.of(host))).isTrue();
        assertThat(answered(AcmeResource.NEW_ORDER, 201) - ordersBefore)
                .as("orders after it died at " + round)
                .isEqualTo(1);
        assertThat(answered(AcmeResource.FINALIZE, 200) - signedBefore)
                .as("certificates after it died at " + round)
                .isEqualTo(1);
        assertThat(store.versions(host))
                .as("versions after it died at " + round)
                .hasSize(1);
        assertThat(store.states(StateKind.ORDER))
                .as("journal after it died at " + round)
                .isEmpty();
        assertThat(DNS.txt("_acme-challenge." + host))
                .as("TXT after it died at " + round)
                .isEmpty();
        return exit == HaltingStore.HALTED;
    }

    private static int answered(AcmeResource resource, int status) {
        return (int) CA.requests(resource).stream()
                .filter(request -> request.status() == status)
                .count();
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
                        "-XX:TieredStopAtLevel=1",
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
