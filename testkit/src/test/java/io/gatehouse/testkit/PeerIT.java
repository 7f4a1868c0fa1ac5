package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx",
                "apache2",
                "haproxy",
                "caddy",
                "named",
                "knotd",
                "pdns_server",
                "pgbouncer",
                "softhsm2-util",
                "openssl",
                "psql",
                "postgres"
            })
    void installedPeersSayTheirVersion(String name) {
        assertThat(Peer.require(name).version()).matches("\\d+(\\.\\d+)+");
    }

    @Test
    void postgresIsFoundByVersion() {
        Peer postgres = Peer.require("postgres", "15");

        assertThat(postgres.version()).startsWith("15.");
        assertThat(Peer.find("postgres", "1")).isEmpty();
    }

    @Test
    void nginxRunsInTheForegroundAndStops() throws IOException {
        Peer nginx = Peer.require("nginx");
        int port = LoopbackPorts.free();
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"),
                "pid nginx.pid; error_log stderr; events {}\n" + "http { access_log off; server { listen 127.0.0.1:"
                        + port + "; return 204; } }\n");
        PeerLaunch launch = PeerLaunch.builder(
                        "-p", folder.toString(), "-c", configuration.toString(), "-g", "daemon off;")
                .folder(folder)
                .readyWhenListening(port)
                .build();

        RunningPeer running = nginx.start(launch);
        try (running) {
            assertThat(running.isAlive()).isTrue();
            assertThatThrownBy(() -> nginx.start(launch))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("choose another port");
        }

        assertThat(running.isAlive()).isFalse();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(IOException.class);
    }
}
