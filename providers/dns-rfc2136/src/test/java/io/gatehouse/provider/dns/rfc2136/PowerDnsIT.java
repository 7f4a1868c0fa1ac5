package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a real PowerDNS that takes DNS updates. */
class PowerDnsIT extends RealServerContract {
    /** Where PowerDNS' own package puts it. */
    private static final String SCHEMA = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql";

    private static final String CONFIGURATION = """
            launch=gsqlite3
            gsqlite3-database=%1$s/zones.sqlite
            local-address=127.0.0.1
            local-port=%2$d
            socket-dir=%1$s
            dnsupdate=yes
            allow-dnsupdate-from=127.0.0.0/8
            cache-ttl=0
            query-cache-ttl=0
            negquery-cache-ttl=0
            zone-cache-refresh-interval=0
            """;

    @TempDir
    static Path folder;

    private static int port;
    private static RunningPeer powerDns;

    @BeforeAll
    static void startPowerDns() throws IOException {
        Peer peer = Peer.require("pdns_server");
        port = LoopbackPorts.free();
        Files.writeString(folder.resolve("pdns.conf"), CONFIGURATION.formatted(folder, port));
        Files.writeString(folder.resolve("zone"), ZONE_FILE);
        Path key = folder.resolve("key.sql");
        SecureFiles.write(
                key,
                Secret.ofText("insert into tsigkeys (name, algorithm, secret) values ('acme', 'hmac-sha256', '" + SECRET
                        + "');"));
        sqlite(SCHEMA);
        sqlite(key.toString());
        for (String zone : List.of("example.test", "child.example.test")) {
            pdnsutil("load-zone", zone, folder.resolve("zone").toString());
            pdnsutil("set-meta", zone, "TSIG-ALLOW-DNSUPDATE", "acme");
        }
        powerDns = peer.start(PeerLaunch.builder("--config-dir=" + folder, "--daemon=no", "--guardian=no")
                .folder(folder)
                .readyWhen("both zones", () -> serves(port, "example.test") && serves(port, "child.example.test"))
                .build());
    }

    private static void sqlite(String script) {
        Peer.require("sqlite3")
                .run(folder.resolve("zones.sqlite").toString(), ".read " + script)
                .orThrow();
    }

    private static void pdnsutil(String command, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--config-dir=" + folder;
        all[1] = command;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        Peer.require("pdnsutil").run(all).orThrow();
    }

    @AfterAll
    static void stopPowerDns() {
        if (powerDns != null) {
            powerDns.close();
        }
    }

    /** PowerDNS answers a signature that does not verify with a bare REFUSED, and writes the reason into its log alone. */
    @Override
    protected Kind kindOfBadCredentials() {
        return Kind.REFUSED;
    }

    @Override
    int port() {
        return port;
    }
}
