package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreSnippetTest {
    @Test
    void aPrivateCertificateAuthority(@TempDir Path folder) {
        // region core
        CertificateAuthority authority = CertificateAuthority.create("Example internal CA");
        CertificateBundle server =
                authority.server("db.example.org", "10.0.0.5", "::1").issue();
        CertificateBundle agent = authority.client("agent").issue();

        SecureFiles.write(folder.resolve("agent.key"), agent.privateKeyPem());
        PrivateKey key = PrivateKeys.read(folder.resolve("agent.key")); // PKCS#8, PKCS#1, SEC1, encrypted, PKCS#12, …
        // end

        SecureFiles.writePublic(
                folder.resolve("ca.crt"), authority.certificatePem().getBytes(StandardCharsets.UTF_8));
        assertThat(server.covers(DomainName.of("db.example.org"))).isTrue();
        assertThat(key).isEqualTo(agent.privateKey());
    }
}
