package io.gatehouse.proxy.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prober finds what an OpenSSL server was told to offer, all of it and nothing else. */
class TlsProberIT {
    private static final String HOST = "app.example.org";

    @TempDir
    private Path folder;

    private final CertificateAuthority authority = CertificateAuthority.create("Test root");
    private final OpenSslSuites suites = OpenSslSuites.installed();
    private final int port = LoopbackPorts.free();
    private final TlsProber prober = new TlsProber(port, HOST);

    @Test
    void findsVersionsSuitesAndGroups() throws IOException {
        try (RunningPeer server = serve(
                "-no_tls1",
                "-no_tls1_1",
                "-serverpref",
                "-cipher",
                "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:AES128-SHA",
                "-ciphersuites",
                "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256",
                "-groups",
                "P-384:X25519:P-256")) {
            assertThat(prober.versions()).containsExactly(ProbedVersion.TLS_1_2, ProbedVersion.TLS_1_3);
            assertThat(names(ProbedVersion.TLS_1_2))
                    .containsExactlyInAnyOrder(
                            "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256", "AES128-SHA");
            assertThat(names(ProbedVersion.TLS_1_3))
                    .containsExactlyInAnyOrder("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256");
            assertThat(prober.groups(ProbedVersion.TLS_1_2))
                    .containsExactlyInAnyOrder("secp384r1", "X25519", "prime256v1");
            assertThat(prober.groups(ProbedVersion.TLS_1_3))
                    .containsExactlyInAnyOrder("secp384r1", "X25519", "prime256v1");
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void findsOldVersionsWithoutNewOnes() throws IOException {
        try (RunningPeer server = serve("-no_tls1_2", "-no_tls1_3", "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0")) {
            assertThat(prober.versions()).containsExactly(ProbedVersion.TLS_1_0, ProbedVersion.TLS_1_1);
            assertThat(names(ProbedVersion.TLS_1_0)).containsExactlyInAnyOrder("ECDHE-RSA-AES128-SHA");
            assertThat(prober.suites(ProbedVersion.TLS_1_2)).isEmpty();
            assertThat(prober.suites(ProbedVersion.TLS_1_3)).isEmpty();
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void findsManyMoreThanAPolicyHas() throws IOException {
        try (RunningPeer server = serve("-cipher", "ALL:@SECLEVEL=0", "-groups", "P-521:X448:ffdhe2048:P-256")) {
            assertThat(names(ProbedVersion.TLS_1_2))
                    .hasSizeGreaterThan(30)
                    .contains("ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CAMELLIA128-SHA256", "AES256-CCM8");
            assertThat(prober.groups(ProbedVersion.TLS_1_3))
                    .containsExactlyInAnyOrder("secp521r1", "X448", "0x0100", "prime256v1");
            assertThat(server.isAlive()).isTrue();
        }
    }

    /** A refusal for another reason must not pass for "offers nothing". */
    @Test
    void doesNotTakeAnUnknownNameForAnEmptyOffer() throws IOException {
        try (RunningPeer server = serve(
                "-servername",
                "other.example.org",
                "-servername_fatal",
                "-cert2",
                "server.pem",
                "-key2",
                "server.key")) {
            assertThatThrownBy(prober::versions).isInstanceOf(IOException.class).hasMessageContaining("alert 112");
            assertThat(server.isAlive()).isTrue();
        }
    }

    private List<String> names(ProbedVersion version) throws IOException {
        return prober.suites(version).stream().map(suites::name).toList();
    }

    private RunningPeer serve(String... options) {
        write(authority.server(HOST).issue(), "server");
        write(authority.server(HOST).keyType(KeyType.RSA_2048).issue(), "rsa");
        List<String> arguments = new ArrayList<>(List.of("s_server", "-accept", "127.0.0.1:" + port, "-www"));
        arguments.addAll(List.of("-cert", "server.pem", "-key", "server.key", "-dcert", "rsa.pem", "-dkey", "rsa.key"));
        arguments.addAll(List.of(options));
        return Peer.require("openssl")
                .start(PeerLaunch.builder(arguments.toArray(String[]::new))
                        .folder(folder)
                        .readyWhenListening(port)
                        .build());
    }

    private void write(CertificateBundle certificate, String name) {
        SecureFiles.writePublic(
                folder.resolve(name + ".pem"), certificate.fullchainPem().getBytes(StandardCharsets.US_ASCII));
        try (Secret key = certificate.privateKeyPem()) {
            SecureFiles.write(folder.resolve(name + ".key"), key);
        }
    }
}
