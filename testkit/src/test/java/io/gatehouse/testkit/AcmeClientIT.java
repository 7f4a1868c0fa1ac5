package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** lego and certbot, old and new, obtain certificates from our CA and cannot tell it from another. */
@ParameterizedClass(name = "{0}")
@EnumSource
class AcmeClientIT {
    private static final int HTTP_PORT = LoopbackPorts.free();

    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA =
            AcmeServer.builder().http01Port(HTTP_PORT).dns(DNS).build();

    @TempDir
    Path folder;

    private final InstalledClient installed;
    private ForeignClient client;

    AcmeClientIT(InstalledClient installed) {
        this.installed = installed;
    }

    @BeforeEach
    void find() {
        client = installed.require(CA, folder);
    }

    @Test
    @Requirement(rfc = 8555, section = "8.3", text = "a client that is not ours obtains by http-01")
    void certificateByHttp01() throws IOException, GeneralSecurityException {
        int ordersBefore = CA.requests(AcmeResource.NEW_ORDER).size();

        client.obtainByHttp01(HTTP_PORT, "www.example.test", "api.example.test").orThrow();

        assertThat(client.obtained("www.example.test").names())
                .containsExactlyInAnyOrder(DomainName.of("www.example.test"), DomainName.of("api.example.test"));
        assertThat(CA.requests(AcmeResource.NEW_ORDER)).hasSize(ordersBefore + 1);
    }

    @Test
    @Requirement(rfc = 8555, section = "8.4", text = "a client that is not ours obtains by dns-01")
    void nameAndWildcardByDns01() throws IOException, GeneralSecurityException {
        client.obtainByDns01(DNS, "example.test", "*.example.test").orThrow();

        assertThat(client.obtained("example.test").names())
                .containsExactlyInAnyOrder(DomainName.of("example.test"), DomainName.of("*.example.test"));
        assertThat(DNS.txt("_acme-challenge.example.test")).as("cleaned up").isEmpty();
    }

    @Test
    @Requirement(rfc = 8555, section = "7.6", text = "a client that is not ours revokes")
    void revocation() throws IOException, GeneralSecurityException {
        client.obtainByHttp01(HTTP_PORT, "old.example.test").orThrow();
        X509Certificate leaf = client.obtained("old.example.test").leaf();
        assertThat(CA.crl().isRevoked(leaf)).isFalse();

        client.revoke("old.example.test").orThrow();

        assertThat(CA.crl().isRevoked(leaf)).isTrue();
    }

    @Test
    void aNameThatTheCaRejectsIsAnErrorOfItsOwn() throws IOException {
        CA.rejectIdentifier("bad.example.test");

        PeerResult result = client.obtainByHttp01(HTTP_PORT, "bad.example.test");

        assertThat(result.exitCode()).isNotZero();
        assertThat(client.details(result)).contains("urn:ietf:params:acme:error:rejectedIdentifier");
    }
}
