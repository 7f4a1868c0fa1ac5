package io.gatehouse.acme;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/**
 * BIND, Knot and PowerDNS, each the primary of a zone of its own, and two more BINDs that resolve all three. Each primary has
 * a loopback address of its own on one port, as name servers have on port 53, so that they are found by their NS records. In
 * each zone {@code www} is delegated to the next one.
 */
final class RealNameServers {
    static final String BIND = "bind.test";
    static final String KNOT = "knot.test";
    static final String POWERDNS = "powerdns.test";

    /** Where PowerDNS' own package puts it. */
    private static final String POWERDNS_SCHEMA = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql";

    private static final String ZONE = """
            $TTL 60
            @     SOA ns1 hostmaster 1 3600 600 86400 60
                  NS  ns1
            ns1   A   %s
            _acme-challenge.www CNAME www.%s.
            """;

    private static final String NAMED = """
            options {
                directory "%s"; listen-on port %d { 127.0.0.1; }; listen-on-v6 { none; };
                pid-file none; lock-file none; session-keyfile none;
                dnssec-validation no; notify no; allow-transfer { 127.0.0.0/8; };
                %s
            };
            controls { };
            """;

    private static final String KNOTD = """
            server:
                rundir: "%1$s"
                listen: %2$s@%3$d
            log:
              - target: stderr
                any: warning
            database:
                storage: "%1$s"
            key:
              - id: acme
                algorithm: hmac-sha256
                secret: %4$s
            acl:
              - id: update
                key: acme
                action: update
              - id: transfer
                address: 127.0.0.0/8
                action: transfer
            zone:
              - domain: knot.test
                storage: "%1$s"
                file: knot.test.zone
                acl: [update, transfer]
            """;

    private static final String PDNS = """
            launch=gsqlite3
            gsqlite3-database=%1$s/zones.sqlite
            local-address=%2$s
            local-port=%3$d
            socket-dir=%1$s
            dnsupdate=yes
            allow-dnsupdate-from=127.0.0.0/8
            allow-axfr-ips=127.0.0.0/8
            cache-ttl=0
            query-cache-ttl=0
            negquery-cache-ttl=0
            zone-cache-refresh-interval=0
            """;

    private final String secret =
            Secret.random(32).withBytes(bytes -> Base64.getEncoder().encodeToString(bytes));

    private final Peers peers;
    private final List<Integer> ports = LoopbackPorts.free(3);
    private final int port = ports.get(0);

    RealNameServers(Peers peers) throws IOException {
        this.peers = peers;
        startBind();
        startKnot();
        startPowerDns();
        startResolver(resolver());
        startResolver(resolverOfTheCa());
    }

    static List<String> zones() {
        return List.of(BIND, KNOT, POWERDNS);
    }

    int port() {
        return port;
    }

    InetSocketAddress resolver() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(1));
    }

    /** Another one, since ours remembers the absence of a record that we look for before it is written. */
    InetSocketAddress resolverOfTheCa() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(2));
    }

    /** Writes one zone. */
    DnsProvider provider(String zone) {
        return DnsProviders.named(
                "rfc2136",
                Settings.builder()
                        .set("server", address(zone) + ":" + port)
                        .set("tsig-key", "acme")
                        .set("tsig-secret", secret)
                        .set("zones", zone)
                        .build());
    }

    /** All that is in a zone, by transfer. */
    List<Record> transfer(String zone) throws IOException, ZoneTransferException {
        ZoneTransferIn transfer = ZoneTransferIn.newAXFR(Name.fromString(zone + "."), at(address(zone)), null);
        transfer.run();
        return transfer.getAXFR();
    }

    /** BIND listens where the system says there is an interface only, which is one address of the loopback. */
    private static String address(String zone) {
        return "127.0.0." + (1 + zones().indexOf(zone));
    }

    private InetSocketAddress at(String address) {
        return new InetSocketAddress(address, port);
    }

    private Path folder(String zone, String next) throws IOException {
        Path own = Files.createDirectory(peers.folder().resolve(zone));
        Files.writeString(own.resolve(zone + ".zone"), ZONE.formatted(address(zone), next));
        return own;
    }

    private void startBind() throws IOException {
        Path own = folder(BIND, KNOT);
        startNamed(
                BIND,
                NAMED.formatted(own, port, "recursion no;") + """
                        key "acme" { algorithm hmac-sha256; secret "%s"; };
                        zone "bind.test" {
                            type primary; file "bind.test.zone"; update-policy { grant acme zonesub TXT; };
                        };
                        """.formatted(secret),
                at(address(BIND)),
                List.of(BIND));
    }

    private void startResolver(InetSocketAddress address) throws IOException {
        StringBuilder text = new StringBuilder(NAMED.formatted(
                Files.createDirectory(peers.folder().resolve("resolver" + address.getPort())),
                address.getPort(),
                """
                        recursion yes; allow-recursion { 127.0.0.0/8; }; max-cache-ttl 0; max-ncache-ttl 0;
                        forward only; forwarders { %s port %d; };
                        """.formatted(address(BIND), port)));
        for (String zone : zones()) {
            text.append("zone \"%s\" { type forward; forward only; forwarders { %s port %d; }; };\n"
                    .formatted(zone, address(zone), port));
        }
        startNamed("resolver" + address.getPort(), text.toString(), address, zones());
    }

    private void startNamed(String name, String configuration, InetSocketAddress address, List<String> served) {
        Path file = peers.write(name + ".conf", configuration);
        peers.start(
                "named",
                PeerLaunch.builder("-g", "-n", "1", "-c", file.toString())
                        .readyWhen(
                                served + " at " + address,
                                () -> served.stream().allMatch(zone -> answers(address, zone)))
                        .build());
    }

    private void startKnot() throws IOException {
        Path own = folder(KNOT, POWERDNS);
        Path file = peers.write("knot.conf", KNOTD.formatted(own, address(KNOT), port, secret));
        peers.start(
                "knotd",
                PeerLaunch.builder("-c", file.toString())
                        .readyWhen("its zone", () -> answers(at(address(KNOT)), KNOT))
                        .build());
    }

    private void startPowerDns() throws IOException {
        Path own = folder(POWERDNS, BIND);
        Files.writeString(own.resolve("pdns.conf"), PDNS.formatted(own, address(POWERDNS), port));
        String here = "--config-dir=" + own;
        String database = own.resolve("zones.sqlite").toString();
        Path key = peers.write(
                "key.sql",
                "insert into tsigkeys (name, algorithm, secret) values ('acme', 'hmac-sha256', '" + secret + "');");
        run("sqlite3", database, ".read " + POWERDNS_SCHEMA);
        run("sqlite3", database, ".read " + key);
        run(
                "pdnsutil",
                here,
                "load-zone",
                POWERDNS,
                own.resolve(POWERDNS + ".zone").toString());
        run("pdnsutil", here, "set-meta", POWERDNS, "TSIG-ALLOW-DNSUPDATE", "acme");
        run("pdnsutil", here, "set-meta", POWERDNS, "SOA-EDIT-DNSUPDATE", "INCREASE");
        peers.start(
                "pdns_server",
                PeerLaunch.builder(here, "--daemon=no", "--guardian=no")
                        .readyWhen("its zone", () -> answers(at(address(POWERDNS)), POWERDNS))
                        .build());
    }

    private void run(String program, String... arguments) {
        peers.run(program, PeerLaunch.builder(arguments).build()).orThrow();
    }

    private static boolean answers(InetSocketAddress address, String zone) {
        try {
            Message answer = new SimpleResolver(address)
                    .send(Message.newQuery(Record.newRecord(Name.fromString(zone + "."), Type.SOA, DClass.IN)));
            return !answer.getSection(Section.ANSWER).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }
}
