package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.TestCertificates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The four files of a client in a folder, any of which is replaced for one reading. */
final class MaterialFiles {
    private static final TestCertificates CERTIFICATES = TestCertificates.create();

    /** {@code sslcert}, {@code sslkey}, {@code sslrootcert} and {@code sslcrl}. */
    static final List<String> NAMES = List.of("agent.crt", "agent.key", "ca.crt", "root.crl");

    private final CertificateBundle client =
            CERTIFICATES.authority().client("agent").issue();
    private final Map<String, byte[]> whole = new LinkedHashMap<>();
    private final Path folder;
    private final Dsn dsn;

    MaterialFiles(Path folder) {
        this.folder = folder;
        whole.put("agent.crt", ascii(client.fullchainPem()));
        whole.put("agent.key", client.privateKeyPem().exposeBytes());
        whole.put("ca.crt", ascii(CERTIFICATES.authority().certificatePem()));
        whole.put("root.crl", ascii(CERTIFICATES.authority().crlPem()));
        whole.forEach((name, content) -> SecureFiles.write(folder.resolve(name), Secret.ofBytes(content)));
        this.dsn = Dsn.host("localhost")
                .user("agent")
                .verifyFull(folder.resolve("ca.crt"))
                .clientCertificate(folder.resolve("agent.crt"), folder.resolve("agent.key"), KeyFormats.PASSPHRASE)
                .parameter(
                        ConnectionParameter.SSL_CRL, folder.resolve("root.crl").toString())
                .build();
    }

    byte[] whole(String name) {
        return Objects.requireNonNull(whole.get(name));
    }

    Map<String, byte[]> keyFormats() throws Exception {
        return KeyFormats.of(client);
    }

    /** Whether all files are understood when one holds this; a refusal names that file, and shows nothing of the key. */
    boolean areUnderstood(String name, byte[] content) throws IOException {
        put(name, content);
        try {
            assertThat(TlsMaterial.of(dsn)).isNotNull();
            return true;
        } catch (GatehouseException refused) {
            assertThat(refused).hasMessageContaining(name);
            assertThat(client.privateKeyPem().exposeText().lines().filter(line -> !line.startsWith("-----")))
                    .noneMatch(line -> refused.toString().contains(line));
            return false;
        } finally {
            put(name, whole(name));
        }
    }

    /** In place, so that the file keeps its mode; and cut last, since ext4 writes a file that was emptied to the disk. */
    private void put(String name, byte[] content) throws IOException {
        try (FileChannel file = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(content), 0);
            file.truncate(content.length);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
