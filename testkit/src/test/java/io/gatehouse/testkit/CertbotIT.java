package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.dns.DnsProviderSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** certbot, a client that is not ours, obtains certificates from our CA. It writes into the scratch folder only. */
class CertbotIT {
    private static final int HTTP_PORT = LoopbackPorts.free();

    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA =
            AcmeServer.builder().http01Port(HTTP_PORT).dns(DNS).build();

    @TempDir
    Path folder;

    private Peer certbot;

    @BeforeEach
    void find() {
        certbot = Peer.require("certbot");
    }

    @Test
    @Requirement(rfc = 8555, section = "8.3", text = "a client that is not ours obtains by http-01")
    void certificateByHttp01() throws IOException, GeneralSecurityException {
        int ordersBefore = CA.requests(AcmeResource.NEW_ORDER).size();

        certbot.run(certonly("www.example.test", "api.example.test")
                        .arguments("--standalone", "--http-01-address", "127.0.0.1")
                        .arguments("--http-01-port", Integer.toString(HTTP_PORT))
                        .build())
                .orThrow();

        CertificateBundle bundle = obtained("www.example.test");
        assertThat(bundle.names())
                .containsExactlyInAnyOrder(DomainName.of("www.example.test"), DomainName.of("api.example.test"));
        assertThat(CA.requests(AcmeResource.NEW_ORDER)).hasSize(ordersBefore + 1);
    }

    @Test
    @Requirement(rfc = 8555, section = "8.4", text = "a client that is not ours obtains by dns-01")
    void nameAndWildcardByDns01() throws IOException, GeneralSecurityException {
        assumeTrue(
                "true".equals(System.getenv("CI"))
                        || certbot.run(launch("plugins").build()).output().contains("dns-rfc2136"),
                "certbot has no dns-rfc2136: apt-get install python3-certbot-dns-rfc2136");

        certbot.run(certonly("example.test", "*.example.test")
                        .arguments("--dns-rfc2136", "--dns-rfc2136-propagation-seconds", "0")
                        .arguments("--dns-rfc2136-credentials", credentials().toString())
                        .build())
                .orThrow();

        CertificateBundle bundle = obtained("example.test");
        assertThat(bundle.names())
                .containsExactlyInAnyOrder(DomainName.of("example.test"), DomainName.of("*.example.test"));
        assertThat(DNS.txt("_acme-challenge.example.test")).as("cleaned up").isEmpty();
    }

    @Test
    @Requirement(rfc = 8555, section = "7.6", text = "a client that is not ours revokes")
    void revocation() throws IOException, GeneralSecurityException {
        certbot.run(certonly("old.example.test")
                        .arguments("--standalone", "--http-01-address", "127.0.0.1")
                        .arguments("--http-01-port", Integer.toString(HTTP_PORT))
                        .build())
                .orThrow();
        CertificateBundle bundle = obtained("old.example.test");
        assertThat(CA.crl().isRevoked(bundle.leaf())).isFalse();

        certbot.run(launch("revoke", "--cert-name", "old.example.test", "--reason", "superseded")
                        .arguments("--server", CA.directory().toString(), "--no-delete-after-revoke")
                        .build())
                .orThrow();

        assertThat(CA.crl().isRevoked(bundle.leaf())).isTrue();
    }

    private PeerLaunch.Builder certonly(String... names) throws IOException {
        return launch("certonly", "--server", CA.directory().toString())
                .arguments("--agree-tos", "--register-unsafely-without-email")
                .arguments("--key-type", "ecdsa", "--cert-name", names[0], "--domains", String.join(",", names));
    }

    private PeerLaunch.Builder launch(String... command) throws IOException {
        Path trust = Files.writeString(folder.resolve("trust.pem"), CA.httpsTrustPem());
        return PeerLaunch.builder(command)
                .arguments("--non-interactive", "--config-dir", folder.toString())
                .arguments("--work-dir", folder.resolve("work").toString())
                .arguments("--logs-dir", folder.resolve("logs").toString())
                .environment("REQUESTS_CA_BUNDLE", trust.toString())
                .folder(folder)
                .timeLimit(Duration.ofMinutes(2));
    }

    private Path credentials() {
        DnsProviderSettings dns = DNS.rfc2136Settings();
        Path file = folder.resolve("rfc2136.ini");
        String text = """
                dns_rfc2136_server = %s
                dns_rfc2136_port = %d
                dns_rfc2136_name = %s
                dns_rfc2136_secret = %s
                dns_rfc2136_algorithm = HMAC-SHA256
                """.formatted(
                        DNS.address().getAddress().getHostAddress(),
                        DNS.address().getPort(),
                        dns.required("tsig-key"),
                        DNS.tsigSecret().exposeText());
        SecureFiles.write(file, text.getBytes(StandardCharsets.US_ASCII));
        return file;
    }

    private CertificateBundle obtained(String name) throws GeneralSecurityException {
        Path live = folder.resolve("live").resolve(name);
        CertificateBundle bundle = CertificateBundle.read(live.resolve("fullchain.pem"), live.resolve("privkey.pem"));
        assertThat(bundle.chain()).hasSize(2);
        bundle.chain().get(1).verify(CA.rootCertificate().getPublicKey());
        return bundle;
    }
}
