package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.InetAddress;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Let's Encrypt's Pebble in strict mode, with 15 % of good nonces refused and two roots to choose from. */
class PebbleIT {
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

    private static Certificates.Builder builder(Path own) {
        return Certificates.builder(AcmeDirectory.of(URI.create("https://127.0.0.1:" + ACME_PORT + "/dir"))
                        .trusting(HTTPS.root()))
                .account(AccountKey.file(own.resolve("account.pem")))
                .contact("ops@example.test")
                .agreeToTerms()
                .store(CertificateStore.directory(own.resolve("store")));
    }

    private static Http01Solver builtIn() {
        return Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), HTTP_PORT));
    }

    private static Dns01Solver dns01() {
        return Dns01Solver.builder(DnsProviders.named("rfc2136", dns.rfc2136Settings()))
                .resolver(dns.address())
                .authoritativePort(dns.address().getPort())
                .pollInterval(Duration.ofMillis(100))
                .build();
    }

    @Test
    void httpChallengeIsAnsweredByTheBuiltInServer(@TempDir Path own) {
        Certificates certs = builder(own).solver(builtIn()).build();

        CertificateBundle bundle = certs.obtain(CertificateRequest.forNames("shop.example.test", "www.example.test"));

        assertThat(bundle.names())
                .containsExactlyInAnyOrder(DomainName.of("shop.example.test"), DomainName.of("www.example.test"));
        assertThat(bundle.chain()).hasSizeGreaterThan(1);
        assertThat(certs.obtain(CertificateRequest.forNames("shop.example.test"))
                        .fingerprint())
                .isEqualTo(bundle.fingerprint());
    }

    @Test
    void httpChallengeIsAnsweredFromAWebroot(@TempDir Path own) throws IOException {
        Path root = Files.createDirectory(own.resolve("webroot"));
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), HTTP_PORT), 0);
        web.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = Files.readAllBytes(
                        root.resolve(exchange.getRequestURI().getPath().substring(1)));
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        web.start();
        try {
            CertificateBundle bundle = builder(own)
                    .solver(Http01Solver.webroot(root))
                    .build()
                    .obtain(CertificateRequest.forNames("shop.example.test").keyType(KeyType.RSA_2048));

            assertThat(bundle.leaf().getPublicKey().getAlgorithm()).isEqualTo("RSA");
            assertThat(root.resolve(".well-known/acme-challenge")).isEmptyDirectory();
        } finally {
            web.stop(0);
        }
    }

    @Test
    void nameAndWildcardAreProvedOverDns(@TempDir Path own) {
        Certificates certs = builder(own).solver(dns01()).build();
        CertificateRequest request = CertificateRequest.forNames("example.test", "*.example.test");

        CertificateBundle first = certs.obtain(request);
        CertificateBundle second = certs.renew("example.test");

        assertThat(first.names()).hasSize(2);
        assertThat(second.names()).isEqualTo(first.names());
        assertThat(second.serialNumber()).isNotEqualTo(first.serialNumber());
        assertThat(own.resolve("store/archive/example.test/fullchain2.pem")).exists();
        assertThat(dns.txt("_acme-challenge.example.test")).isEmpty();
    }

    @Test
    void delegatedNameIsProvedBehindItsCname(@TempDir Path own) {
        dns.set("_acme-challenge.www.example.test", "CNAME", "www.validation.example.test.");
        try {
            CertificateBundle bundle =
                    builder(own).solver(dns01()).build().obtain(CertificateRequest.forNames("www.example.test"));

            assertThat(bundle.names()).containsExactly(DomainName.of("www.example.test"));
            assertThat(dns.txt("www.validation.example.test")).isEmpty();
        } finally {
            dns.set("_acme-challenge.www.example.test", "CNAME");
        }
    }

    @Test
    void chainOfThePreferredRootIsTaken(@TempDir Path own) throws Exception {
        String other = CertificateBundle.parse(managementGet("/roots/1"))
                .leaf()
                .getSubjectX500Principal()
                .getName();

        CertificateBundle bundle = builder(own)
                .solver(builtIn())
                .preferredChain(other.substring("CN=".length()))
                .build()
                .obtain(CertificateRequest.forNames("shop.example.test"));

        assertThat(bundle.chain())
                .last()
                .extracting(last -> last.getIssuerX500Principal().getName())
                .isEqualTo(other);
    }

    private static String managementGet(String path) throws Exception {
        HttpClient client = AcmeHttp.client(List.of(HTTPS.root()), Duration.ofSeconds(10));
        URI uri = URI.create("https://127.0.0.1:" + MANAGEMENT_PORT + path);
        return client.send(
                        HttpRequest.newBuilder(uri).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII))
                .body();
    }

    @Test
    void certificateIsRevoked(@TempDir Path own) throws Exception {
        Certificates certs = builder(own).solver(builtIn()).build();
        CertificateBundle bundle = certs.obtain(CertificateRequest.forNames("shop.example.test"));

        certs.revoke("shop.example.test", RevocationReason.SUPERSEDED);

        assertThat(managementGet("/cert-status-by-serial/"
                        + bundle.leaf().getSerialNumber().toString(16)))
                .contains("Revoked");
    }

    @Test
    void failedValidationIsQuoted(@TempDir Path own) {
        Certificates certs = builder(own).solver(builtIn()).build();

        assertThatExceptionOfType(AuthorizationFailedException.class)
                .isThrownBy(() -> certs.obtain(CertificateRequest.forNames("nowhere.example.test")))
                .satisfies(failed -> assertThat(failed.failures()).containsOnlyKeys("nowhere.example.test"));
    }
}
