package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * dns-01 through a real Knot and a real PowerDNS, as two DNS accounts: each takes updates (RFC 2136) of a zone of its own,
 * under a key of its own.
 */
class OtherNameServersIT {
    private static final String KNOT_ZONE = "knot.test";
    private static final String POWERDNS_ZONE = "powerdns.test";

    /** Where PowerDNS' own package puts it. */
    private static final String POWERDNS_SCHEMA = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql";

    private static final String ZONE = """
            $TTL 60
            @     SOA ns1 hostmaster 1 3600 600 86400 60
                  NS  ns1
            ns1   A   127.0.0.1
            """;

    private static final String KNOT = """
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
            zone:
              - domain: knot.test
                storage: "%1$s"
                file: knot.test.zone
                acl: acme
            """;

    private static final String POWERDNS = """
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

    private final String knotSecret = secret();
    private final String powerDnsSecret = secret();
    private final List<Integer> ports = LoopbackPorts.free(2);
    private final InetSocketAddress knotAt = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(0));
    private final InetSocketAddress powerDnsAt = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(1));

    @TempDir
    Path folder;

    private RunningPeer knot;
    private RunningPeer powerDns;
    private AcmeServer ca;

    private static String secret() {
        return Secret.random(32).withBytes(bytes -> Base64.getEncoder().encodeToString(bytes));
    }

    @BeforeEach
    void start() throws IOException {
        knot = startKnot();
        powerDns = startPowerDns();
        ca = AcmeServer.builder().dns(knotAt, powerDnsAt).start();
    }

    @AfterEach
    void stop() {
        if (ca != null) {
            ca.close();
        }
        if (powerDns != null) {
            powerDns.close();
        }
        if (knot != null) {
            knot.close();
        }
    }

    private RunningPeer startKnot() throws IOException {
        Path own = Files.createDirectory(folder.resolve("knot"));
        Files.writeString(own.resolve("knot.test.zone"), ZONE);
        Path configuration = own.resolve("knot.conf");
        SecureFiles.write(configuration, Secret.ofText(KNOT.formatted(own, knotAt.getPort(), knotSecret)));
        return Peer.require("knotd")
                .start(PeerLaunch.builder("-c", configuration.toString())
                        .folder(own)
                        .readyWhen("the zone at " + knotAt, () -> serves(knotAt, KNOT_ZONE))
                        .build());
    }

    private RunningPeer startPowerDns() throws IOException {
        Path own = Files.createDirectory(folder.resolve("powerdns"));
        Files.writeString(own.resolve("pdns.conf"), POWERDNS.formatted(own, powerDnsAt.getPort()));
        Files.writeString(own.resolve("powerdns.test.zone"), ZONE);
        String here = "--config-dir=" + own;
        Peer.require("sqlite3")
                .run(own.resolve("zones.sqlite").toString(), ".read " + POWERDNS_SCHEMA)
                .orThrow();
        Peer pdnsutil = Peer.require("pdnsutil");
        pdnsutil.run(
                        here,
                        "load-zone",
                        POWERDNS_ZONE,
                        own.resolve("powerdns.test.zone").toString())
                .orThrow();
        Path key = own.resolve("key.sql");
        SecureFiles.write(
                key,
                Secret.ofText("insert into tsigkeys (name, algorithm, secret) values ('acme', 'hmac-sha256', '"
                        + powerDnsSecret + "');"));
        Peer.require("sqlite3")
                .run(own.resolve("zones.sqlite").toString(), ".read " + key)
                .orThrow();
        pdnsutil.run(here, "set-meta", POWERDNS_ZONE, "TSIG-ALLOW-DNSUPDATE", "acme")
                .orThrow();
        pdnsutil.run(here, "set-meta", POWERDNS_ZONE, "SOA-EDIT-DNSUPDATE", "INCREASE")
                .orThrow();
        return Peer.require("pdns_server")
                .start(PeerLaunch.builder(here, "--daemon=no", "--guardian=no")
                        .folder(own)
                        .readyWhen("the zone at " + powerDnsAt, () -> serves(powerDnsAt, POWERDNS_ZONE))
                        .build());
    }

    private static boolean serves(InetSocketAddress address, String zone) {
        try {
            return !ask(address, zone, Type.SOA).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Record> ask(InetSocketAddress address, String name, int type) throws IOException {
        Message answer = new SimpleResolver(address)
                .send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)));
        return answer.getSection(Section.ANSWER);
    }

    private static DnsProvider account(InetSocketAddress server, String secret) {
        return DnsProviders.named(
                "rfc2136",
                Settings.builder()
                        .set("server", "127.0.0.1:" + server.getPort())
                        .set("tsig-key", "acme")
                        .set("tsig-secret", secret)
                        .build());
    }

    /** Each server knows its own zone only, so it is the resolver too. */
    private ChallengeSolver solver(InetSocketAddress server, String secret, String zone) {
        return Dns01Solver.builder(account(server, secret))
                .resolver(server)
                .authoritativeServers(server)
                .pollInterval(Duration.ofMillis(100))
                .timeout(Duration.ofSeconds(60))
                .build()
                .onlyFor(zone, "**." + zone);
    }

    private CertificateBundle obtain(String... names) {
        return Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(solver(knotAt, knotSecret, KNOT_ZONE))
                .solver(solver(powerDnsAt, powerDnsSecret, POWERDNS_ZONE))
                .build()
                .obtain(CertificateRequest.forNames(names));
    }

    @Test
    void nameAndWildcardThroughKnot() throws IOException {
        assertThat(obtain(KNOT_ZONE, "*." + KNOT_ZONE).names()).hasSize(2);
        assertThat(ask(knotAt, "_acme-challenge." + KNOT_ZONE, Type.TXT)).isEmpty();
    }

    @Test
    void nameAndWildcardThroughPowerDns() throws IOException {
        assertThat(obtain(POWERDNS_ZONE, "*." + POWERDNS_ZONE).names()).hasSize(2);
        assertThat(ask(powerDnsAt, "_acme-challenge." + POWERDNS_ZONE, Type.TXT))
                .isEmpty();
    }

    @Test
    void oneCertificateOverTwoAccounts() throws IOException {
        CertificateBundle bundle = obtain("www." + KNOT_ZONE, "*." + POWERDNS_ZONE, KNOT_ZONE);

        assertThat(bundle.names()).hasSize(3);
        for (String name : List.of("_acme-challenge." + KNOT_ZONE, "_acme-challenge.www." + KNOT_ZONE)) {
            assertThat(ask(knotAt, name, Type.TXT)).isEmpty();
        }
        assertThat(ask(powerDnsAt, "_acme-challenge." + POWERDNS_ZONE, Type.TXT))
                .isEmpty();
    }
}
