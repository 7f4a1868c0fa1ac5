package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Certificates, keys and revocation lists that were cut short or changed: understood, or refused by their file's name. */
class MaterialMutationTest {
    private static final TestCertificates CERTIFICATES = TestCertificates.create();
    private static final CertificateBundle CLIENT =
            CERTIFICATES.authority().client("agent").issue();
    private static final String KEY = CLIENT.privateKeyPem().exposeText();
    private static final Map<String, byte[]> FILES = Map.of(
            "ca.crt", ascii(CERTIFICATES.authority().certificatePem()),
            "agent.crt", ascii(CLIENT.fullchainPem()),
            "agent.key", ascii(KEY),
            "root.crl", ascii(CERTIFICATES.authority().crlPem()));
    private static final List<String> NAMES = FILES.keySet().stream().sorted().toList();

    private static Path folder = Path.of("");

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("material");
        for (String name : NAMES) {
            SecureFiles.write(folder.resolve(name), Secret.ofBytes(whole(name)));
        }
    }

    @AfterContainer
    static void deleteFolder() throws IOException {
        for (String name : NAMES) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    @Property(tries = 80)
    void cutShort(@ForAll @IntRange(max = 3) int file, @ForAll @IntRange(max = 999) int permille) throws IOException {
        byte[] whole = whole(NAMES.get(file));

        understoodOrRefused(NAMES.get(file), Arrays.copyOf(whole, whole.length * permille / 1000));
    }

    @Property(tries = 80)
    void changed(
            @ForAll @IntRange(max = 3) int file,
            @ForAll @IntRange(max = 999) int permille,
            @ForAll @Size(min = 1, max = 3) byte[] bytes)
            throws IOException {
        byte[] changed = whole(NAMES.get(file)).clone();
        for (int i = 0; i < bytes.length; i++) {
            changed[(changed.length * permille / 1000 + i) % changed.length] = bytes[i];
        }

        understoodOrRefused(NAMES.get(file), changed);
    }

    @Property(tries = 50)
    void anything(@ForAll @IntRange(max = 3) int file, @ForAll @Size(max = 200) byte[] bytes) throws IOException {
        understoodOrRefused(NAMES.get(file), bytes);
    }

    private static void understoodOrRefused(String damaged, byte[] content) throws IOException {
        Files.write(folder.resolve(damaged), content);
        Dsn dsn = Dsn.host("localhost")
                .user("agent")
                .verifyFull(folder.resolve("ca.crt"))
                .clientCertificate(folder.resolve("agent.crt"), folder.resolve("agent.key"))
                .parameter(
                        ConnectionParameter.SSL_CRL, folder.resolve("root.crl").toString())
                .build();
        try {
            assertThat(TlsMaterial.of(dsn)).isNotNull();
        } catch (GatehouseException refused) {
            assertThat(refused).hasMessageContaining(damaged);
            assertThat(KEY.lines().filter(line -> !line.startsWith("-----")))
                    .noneMatch(line -> refused.toString().contains(line));
        } finally {
            Files.write(folder.resolve(damaged), whole(damaged));
        }
    }

    private static byte[] whole(String name) {
        return Objects.requireNonNull(FILES.get(name));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
