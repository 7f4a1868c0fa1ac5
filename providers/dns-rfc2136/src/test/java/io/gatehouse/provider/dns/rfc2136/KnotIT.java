package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a real Knot DNS. */
class KnotIT extends RealServerContract {
    private static final String CONFIGURATION = """
            server:
                rundir: "%1$s"
                listen: 127.0.0.1@%2$d
            log:
              - target: stderr
                any: warning
            database:
                storage: "%1$s"
            key:
              - id: acme
                algorithm: hmac-sha256
                secret: %3$s
            acl:
              - id: acme
                key: acme
                action: update
            template:
              - id: default
                storage: "%1$s"
                file: zone
                zonefile-sync: -1
                zonefile-load: difference
                journal-content: all
                acl: acme
            zone:
              - domain: example.test
              - domain: child.example.test
            """;

    @TempDir
    static Path folder;

    private static int port;
    private static RunningPeer knot;

    @BeforeAll
    static void startKnot() throws IOException {
        Peer peer = Peer.require("knotd");
        port = LoopbackPorts.free();
        Path configuration = folder.resolve("knot.conf");
        Files.writeString(folder.resolve("zone"), ZONE_FILE);
        SecureFiles.write(configuration, Secret.ofText(CONFIGURATION.formatted(folder, port, SECRET)));
        knot = peer.start(PeerLaunch.builder("-c", configuration.toString())
                .folder(folder)
                .readyWhen("both zones", () -> serves(port, "example.test") && serves(port, "child.example.test"))
                .build());
    }

    @AfterAll
    static void stopKnot() {
        if (knot != null) {
            knot.close();
        }
    }

    @Override
    int port() {
        return port;
    }
}
