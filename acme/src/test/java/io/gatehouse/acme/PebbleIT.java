package io.gatehouse.acme;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Against Let's Encrypt's Pebble in strict mode, with 15 % of good nonces refused and two roots to choose from. */
class PebbleIT extends CaConversationContract {
    @TempDir
    static Path folder;

    private static final CertificateAuthority HTTPS = CertificateAuthority.create("Pebble's HTTPS");
    private static final List<Integer> PORTS = LoopbackPorts.free(4);
    private static final int ACME_PORT = PORTS.get(0);
    private static final int MANAGEMENT_PORT = PORTS.get(1);
    private static final int HTTP_PORT = PORTS.get(2);
    private static final int TLS_PORT = PORTS.get(3);

    private static DnsServer dns;
    private static RunningPeer pebble;

    @BeforeAll
    static void startPebble() throws IOException {
        Peer peer = Peer.require("pebble");
        dns = DnsServer.withZone("example.test")
                .record("shop.example.test", "A", "127.0.0.1")
                .record("www.example.test", "A", "127.0.0.1")
                .start();
        CertificateBundle https = HTTPS.server("localhost", "127.0.0.1").issue();
        Path certificate = folder.resolve("https.pem");
        Path key = folder.resolve("https.key");
        Files.writeString(certificate, https.fullchainPem());
        SecureFiles.write(key, https.privateKeyPem());
        Path configuration = folder.resolve("pebble.json");
        Files.writeString(
                configuration, """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d,
                  "ocspResponderURL": "", "externalAccountBindingRequired": false}}
                """.formatted(ACME_PORT, MANAGEMENT_PORT, certificate, key, HTTP_PORT, TLS_PORT));
        pebble = peer.start(PeerLaunch.builder(
                        "-config",
                        configuration.toString(),
                        "-strict",
                        "-dnsserver",
                        "127.0.0.1:" + dns.address().getPort())
                .folder(folder)
                .environment("PEBBLE_VA_NOSLEEP", "1")
                .environment("PEBBLE_WFE_NONCEREJECT", "15")
                .environment("PEBBLE_AUTHZREUSE", "0")
                .environment("PEBBLE_ALTERNATE_ROOTS", "1")
                .readyWhenListening(ACME_PORT)
                .readyWhenListening(MANAGEMENT_PORT)
                .build());
    }

    @AfterAll
    static void stopPebble() {
        if (pebble != null) {
            pebble.close();
        }
        if (dns != null) {
            dns.close();
        }
    }

    @Override
    AcmeDirectory directory() {
        return AcmeDirectory.of(URI.create("https://127.0.0.1:" + ACME_PORT + "/dir"))
                .trusting(HTTPS.root());
    }

    @Override
    int httpPort() {
        return HTTP_PORT;
    }

    @Override
    DnsServer dns() {
        return dns;
    }

    @Override
    String otherRoot() throws Exception {
        return CertificateBundle.parse(managementGet("/roots/1"))
                .leaf()
                .getSubjectX500Principal()
                .getName();
    }

    @Override
    boolean isRevoked(CertificateBundle bundle) throws Exception {
        String serial = bundle.leaf().getSerialNumber().toString(16);
        return managementGet("/cert-status-by-serial/" + serial).contains("Revoked");
    }

    private static String managementGet(String path) throws Exception {
        HttpClient client = AcmeHttp.client(List.of(HTTPS.root()), Duration.ofSeconds(10));
        URI uri = URI.create("https://127.0.0.1:" + MANAGEMENT_PORT + path);
        return client.send(
                        HttpRequest.newBuilder(uri).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII))
                .body();
    }
}
