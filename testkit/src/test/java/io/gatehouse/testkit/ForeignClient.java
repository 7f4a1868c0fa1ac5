package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** An ACME client that is not ours, with an account at one CA. It writes into its folder only. */
abstract class ForeignClient {
    private final Peer peer;
    private final AcmeServer ca;
    private final Path folder;

    ForeignClient(Peer peer, AcmeServer ca, Path folder) {
        this.peer = peer;
        this.ca = ca;
        this.folder = folder;
    }

    /** Obtains one certificate for all names, answering http-01 on a port of 127.0.0.1. */
    abstract PeerResult obtainByHttp01(int port, String... names) throws IOException;

    /** Obtains one certificate for all names by dns-01, writing to the server by RFC 2136. */
    abstract PeerResult obtainByDns01(DnsServer dns, String... names) throws IOException;

    /** Renews what was obtained by http-01, if it is due. */
    abstract PeerResult renewByHttp01(int port, String name) throws IOException;

    /** Revokes what was obtained. */
    abstract PeerResult revoke(String name) throws IOException;

    /** Where the client tells all it knows of an error. */
    abstract String details(PeerResult result) throws IOException;

    abstract Path chainFile(String name);

    abstract Path keyFile(String name);

    /** What was obtained for a first name, whose chain leads to the CA's root. */
    final CertificateBundle obtained(String name) throws GeneralSecurityException {
        CertificateBundle bundle = CertificateBundle.read(chainFile(name), keyFile(name));
        assertThat(bundle.chain()).hasSize(2);
        bundle.chain().get(1).verify(ca.rootCertificate().getPublicKey());
        return bundle;
    }

    final String directory() {
        return ca.directory().toString();
    }

    final Path folder() {
        return folder;
    }

    final PeerResult run(PeerLaunch.Builder launch) {
        return peer.run(launch.folder(folder).timeLimit(Duration.ofMinutes(2)).build());
    }

    final String trustFile() throws IOException {
        return Files.writeString(folder.resolve("trust.pem"), ca.httpsTrustPem())
                .toString();
    }
}
