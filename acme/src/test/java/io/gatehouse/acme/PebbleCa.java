package io.gatehouse.acme;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Let's Encrypt's Pebble in strict mode, with 15 % of the good nonces refused and two roots to choose from. */
final class PebbleCa implements AutoCloseable {
    private final CertificateAuthority https = CertificateAuthority.create("Pebble's HTTPS");
    private final List<Integer> ports = LoopbackPorts.free(4);
    private final RunningPeer pebble;

    /**
     * @param folder for its files
     * @param settings more members of Pebble's configuration, each followed by a comma
     * @param environment more of its environment
     * @param resolver whom it asks for addresses and TXT records
     */
    PebbleCa(Path folder, String settings, Map<String, String> environment, InetSocketAddress resolver)
            throws IOException {
        Peer peer = Peer.require("pebble");
        PeerLaunch.Builder launch = PeerLaunch.builder(
                        "-config",
                        configuration(folder, settings).toString(),
                        "-strict",
                        "-dnsserver",
                        resolver.getAddress().getHostAddress() + ":" + resolver.getPort())
                .folder(folder)
                .environment("PEBBLE_WFE_NONCEREJECT", "15")
                .environment("PEBBLE_ALTERNATE_ROOTS", "1")
                .readyWhenListening(ports.get(0))
                .readyWhenListening(ports.get(1));
        environment.forEach(launch::environment);
        pebble = peer.start(launch.build());
    }

    private Path configuration(Path folder, String settings) throws IOException {
        CertificateBundle bundle = https.server("localhost", "127.0.0.1").issue();
        Path certificate = folder.resolve("https.pem");
        Path key = folder.resolve("https.key");
        Files.writeString(certificate, bundle.fullchainPem());
        SecureFiles.write(key, bundle.privateKeyPem());
        return Files.writeString(folder.resolve("pebble.json"), """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d, %s
                  "ocspResponderURL": ""}}
                """.formatted(
                        ports.get(0), ports.get(1), certificate, key, ports.get(2), ports.get(3), settings));
    }

    AcmeDirectory directory() {
        return AcmeDirectory.of(URI.create("https://127.0.0.1:" + ports.get(0) + "/dir"))
                .trusting(https.root());
    }

    int httpPort() {
        return ports.get(2);
    }

    String managementGet(String path) throws Exception {
        HttpClient client = AcmeHttp.client(List.of(https.root()), Duration.ofSeconds(10));
        URI uri = URI.create("https://127.0.0.1:" + ports.get(1) + path);
        return client.send(
                        HttpRequest.newBuilder(uri).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII))
                .body();
    }

    @Override
    public void close() {
        pebble.close();
    }
}
