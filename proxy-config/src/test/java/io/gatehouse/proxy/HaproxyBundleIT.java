package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HAProxy reads the bundle: it shows the whole chain and has the key, before a renewal and after it. */
class HaproxyBundleIT {
    private static final String HOST = "semaphore.example.org";

    private final CertificateAuthority root = CertificateAuthority.create("Test root");
    private final CertificateAuthority intermediate = root.intermediate("Test intermediate");

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "RSA_2048"})
    void isReadByHaproxy(KeyType type, @TempDir Path folder) throws IOException {
        ServerUnderTest.HAPROXY.peer();
        CertificatePaths paths = CertificatePaths.in(folder).withBundle(folder.resolve("bundle.pem"));
        for (int renewal = 0; renewal < 2; renewal++) {
            CertificateBundle issued = intermediate.server(HOST).keyType(type).issue();
            CertificateFolder.write(issued, folder);
            assertThat(HaproxyBundle.refresh(paths)).isTrue();

            assertShown(issued, paths, folder);
        }
    }

    private void assertShown(CertificateBundle issued, CertificatePaths paths, Path folder) throws IOException {
        int port = LoopbackPorts.free();
        Path config = Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                    mode http
                    timeout client 10s
                frontend tls
                    bind 127.0.0.1:%d ssl crt %s
                    http-request return status 204
                """.formatted(
                        port, paths.bundle().orElseThrow()));
        try (RunningPeer running = ServerUnderTest.HAPROXY.start(folder, config, port);
                SSLSocket socket = new RawClient(root.root()).connect(HOST, port)) {
            assertThat(running.isAlive()).isTrue();
            assertThat(socket.getSession().getPeerCertificates())
                    .containsExactly(issued.leaf(), intermediate.certificate());
        }
    }
}
