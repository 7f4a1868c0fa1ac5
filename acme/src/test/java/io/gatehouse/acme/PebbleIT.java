package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.DnsServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Against Let's Encrypt's Pebble in strict mode, with 15 % of good nonces refused and two roots to choose from. */
class PebbleIT extends CaConversationContract {
    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test")
            .record("shop.example.test", "A", "127.0.0.1")
            .record("www.example.test", "A", "127.0.0.1")
            .build();

    @TempDir
    static Path folder;

    private static PebbleCa pebble;

    @BeforeAll
    static void startPebble() throws IOException {
        pebble = new PebbleCa(folder, "", Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_AUTHZREUSE", "0"), DNS.address());
    }

    @AfterAll
    static void stopPebble() {
        if (pebble != null) {
            pebble.close();
        }
    }

    @Override
    AcmeDirectory directory() {
        return pebble.directory();
    }

    @Override
    int httpPort() {
        return pebble.httpPort();
    }

    @Override
    DnsServer dns() {
        return DNS;
    }

    @Override
    String otherRoot() throws Exception {
        return CertificateBundle.parse(pebble.managementGet("/roots/1"))
                .leaf()
                .getSubjectX500Principal()
                .getName();
    }

    @Override
    boolean isRevoked(CertificateBundle bundle) throws Exception {
        String serial = bundle.leaf().getSerialNumber().toString(16);
        return pebble.managementGet("/cert-status-by-serial/" + serial).contains("Revoked");
    }
}
