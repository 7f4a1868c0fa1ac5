package io.gatehouse.crypto.jdbc;

import io.gatehouse.core.Secret;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.PeerResult;
import io.gatehouse.testkit.Peers;
import io.gatehouse.testkit.RunningPeer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/** A MariaDB of a test's own, in its scratch folder and on loopback, with an empty database {@code vault}. */
final class MariaDbServer {
    private final Peers peers;
    private final Path data;
    private final Path users;
    private final int port = LoopbackPorts.free();
    private final String password =
            Base64.getEncoder().encodeToString(Secret.random(18).exposeBytes());
    private RunningPeer running;

    private MariaDbServer(Peers peers) {
        this.peers = peers;
        this.data = peers.folder().resolve("mariadb");
        this.users = peers.write("users.sql", """
                CREATE DATABASE IF NOT EXISTS vault;
                CREATE OR REPLACE USER tester@'127.0.0.1' IDENTIFIED BY '%s';
                GRANT ALL ON *.* TO tester@'127.0.0.1';
                """.formatted(password));
        this.running = boot();
    }

    static MariaDbServer start(Peers peers) {
        Peer.require("mariadbd");
        PeerResult installed = peers.run(
                "mariadb-install-db",
                PeerLaunch.builder(
                                "--no-defaults",
                                "--datadir=" + peers.folder().resolve("mariadb"),
                                "--auth-root-authentication-method=normal",
                                "--skip-test-db",
                                "--skip-name-resolve")
                        .timeLimit(Duration.ofMinutes(2))
                        .build());
        if (installed.exitCode() != 0) {
            throw new AssertionError("mariadb-install-db failed: " + installed.output());
        }
        return new MariaDbServer(peers);
    }

    DataSource dataSource() throws SQLException {
        MariaDbDataSource source = new MariaDbDataSource("jdbc:mariadb://127.0.0.1:" + port + "/vault");
        source.setUser("tester");
        source.setPassword(password);
        return source;
    }

    /** Ends it as a crash would. */
    void crash() {
        running.kill();
    }

    void startAgain() {
        running = boot();
    }

    private RunningPeer boot() {
        return peers.start(
                "mariadbd",
                PeerLaunch.builder(
                                "--no-defaults",
                                "--datadir=" + data,
                                "--socket=" + peers.folder().resolve("mariadb.sock"),
                                "--pid-file=" + peers.folder().resolve("mariadb.pid"),
                                "--bind-address=127.0.0.1",
                                "--port=" + port,
                                "--skip-name-resolve",
                                "--innodb-lock-wait-timeout=2",
                                "--init-file=" + users)
                        .readyWhenLogged("ready for connections")
                        .readyWhenListening(port)
                        .timeLimit(Duration.ofMinutes(1))
                        .build());
    }
}
