package io.gatehouse.proxy;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** An authority for clients, one client that it should let in, and those that it should not. */
final class TestClients {
    private static final Duration DAY = Duration.ofDays(1);

    private final CertificateAuthority authority = CertificateAuthority.create("Client root");
    private final CertificateBundle revoked = authority.client("revoked").issue();

    TestClients() {
        authority.revoke(revoked.leaf(), RevocationReason.KEY_COMPROMISE);
    }

    CertificateBundle good() {
        return authority.client("good").issue();
    }

    CertificateBundle revoked() {
        return revoked;
    }

    CertificateBundle expired() {
        return authority
                .client("expired")
                .notBefore(Instant.now().minus(DAY.multipliedBy(2)))
                .validity(DAY)
                .issue();
    }

    /** From an authority that nobody named. */
    CertificateBundle foreign() {
        return CertificateAuthority.create("Client root").client("good").issue();
    }

    /** Writes the authority's certificate for a server to trust. */
    Path writeAuthority(Path file) {
        SecureFiles.writePublic(file, authority.certificatePem().getBytes(StandardCharsets.US_ASCII));
        return file;
    }

    /** Writes the list of revoked certificates, one so far. */
    Path writeRevocations(Path file) {
        SecureFiles.writePublic(file, authority.crlPem().getBytes(StandardCharsets.US_ASCII));
        return file;
    }
}
