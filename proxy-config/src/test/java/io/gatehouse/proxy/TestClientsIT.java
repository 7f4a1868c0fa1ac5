package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.Peer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSL finds with each client's certificate the fault that was meant, and no other. */
class TestClientsIT {
    @TempDir
    private Path folder;

    private final TestClients clients = new TestClients();

    @Test
    void haveTheFaultsTheyAreNamedFor() {
        assertThat(verify(clients.good())).contains("client.pem: OK");
        assertThat(verify(clients.revoked())).contains("error 23 at 0 depth lookup: certificate revoked");
        assertThat(verify(clients.expired())).contains("error 10 at 0 depth lookup: certificate has expired");
        assertThat(verify(clients.foreign()))
                .contains("CN = good", "verification failed")
                .containsPattern("error (7|20) at 0 depth");
    }

    private String verify(CertificateBundle client) {
        Path file = folder.resolve("client.pem");
        SecureFiles.writePublic(file, client.certificatePem().getBytes(StandardCharsets.US_ASCII));
        return Peer.require("openssl")
                .run(
                        "verify",
                        "-purpose",
                        "sslclient",
                        "-CAfile",
                        clients.writeAuthority(folder.resolve("root.pem")).toString(),
                        "-crl_check",
                        "-CRLfile",
                        clients.writeRevocations(folder.resolve("crl.pem")).toString(),
                        file.toString())
                .output();
    }
}
