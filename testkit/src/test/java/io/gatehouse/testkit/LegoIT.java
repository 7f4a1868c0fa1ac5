package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.dns.DnsProviderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** lego, a client that is not ours, obtains certificates from our CA and cannot tell it from another. */
class LegoIT {
    private static final int HTTP_PORT = LoopbackPorts.free();

    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA =
            AcmeServer.builder().http01Port(HTTP_PORT).dns(DNS).build();

    @TempDir
    Path folder;

    private Peer lego;

    @BeforeEach
    void find() {
        lego = Peer.require("lego");
    }

    @Test
    @Requirement(rfc = 8555, section = "8.3", text = "a client that is not ours obtains by http-01")
    void certificateByHttp01() throws IOException, GeneralSecurityException {
        int ordersBefore = CA.requests(AcmeResource.NEW_ORDER).size();

        lego.run(lego("www.example.test")
                        .arguments(
                                "--domains",
                                "api.example.test",
                                "--http",
                                "--http.port",
                                "127.0.0.1:" + HTTP_PORT,
                                "run")
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
        DnsProviderSettings dns = DNS.rfc2136Settings();

        lego.run(lego("example.test")
                        .arguments("--domains", "*.example.test", "--dns", "rfc2136", "--dns.disable-cp")
                        .arguments("--dns.resolvers", dns.required("server"), "run")
                        .environment("RFC2136_NAMESERVER", dns.required("server"))
                        .environment("RFC2136_TSIG_KEY", dns.required("tsig-key"))
                        .environment("RFC2136_TSIG_SECRET", DNS.tsigSecret().exposeText())
                        .environment("RFC2136_TSIG_ALGORITHM", "hmac-sha256.")
                        .environment("RFC2136_POLLING_INTERVAL", "1")
                        .environment("RFC2136_SEQUENCE_INTERVAL", "1")
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
        lego.run(lego("old.example.test")
                        .arguments("--http", "--http.port", "127.0.0.1:" + HTTP_PORT, "run")
                        .build())
                .orThrow();
        CertificateBundle bundle = obtained("old.example.test");
        assertThat(CA.crl().isRevoked(bundle.leaf())).isFalse();

        lego.run(lego("old.example.test").arguments("revoke", "--keep").build()).orThrow();

        assertThat(CA.crl().isRevoked(bundle.leaf())).isTrue();
    }

    @Test
    void aNameThatTheCaRejectsIsAnErrorOfItsOwn() throws IOException {
        CA.rejectIdentifier("bad.example.test");

        PeerResult result = lego.run(lego("bad.example.test")
                .arguments("--http", "--http.port", "127.0.0.1:" + HTTP_PORT, "run")
                .build());

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("urn:ietf:params:acme:error:rejectedIdentifier");
    }

    private PeerLaunch.Builder lego(String name) throws IOException {
        Path trust = Files.writeString(folder.resolve("trust.pem"), CA.httpsTrustPem());
        return PeerLaunch.builder("--server", CA.directory().toString(), "--accept-tos", "--email", "ops@example.test")
                .arguments("--path", folder.toString(), "--domains", name)
                .environment("LEGO_CA_CERTIFICATES", trust.toString())
                .folder(folder);
    }

    private CertificateBundle obtained(String name) throws GeneralSecurityException {
        Path certificates = folder.resolve("certificates");
        CertificateBundle bundle =
                CertificateBundle.read(certificates.resolve(name + ".crt"), certificates.resolve(name + ".key"));
        assertThat(bundle.chain()).hasSize(2);
        bundle.chain().get(1).verify(CA.rootCertificate().getPublicKey());
        return bundle;
    }
}
