package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.acme.dns01.Propagation;
import io.gatehouse.acme.dns01.PropagationTimeoutException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.Peers;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * A BIND that shows a zone to the office, and a Knot that shows another of the same name to the world. We are in the office;
 * the CA and the DNS provider are in the world.
 */
class SplitHorizonIT {
    private static final String ZONE = """
            $TTL 60
            @     SOA ns1 hostmaster 1 3600 600 86400 60
                  NS  ns1
            ns1   A   %s
            """;

    private static final String NAMED = """
            options {
                directory "%1$s"; listen-on port %2$d { 127.0.0.1; }; listen-on-v6 { none; };
                pid-file none; lock-file none; session-keyfile none;
                dnssec-validation no; recursion no; notify no; querylog yes;
            };
            controls { };
            zone "example.test" { type primary; file "office.zone"; };
            """;

    private static final String KNOTD = """
            server:
                rundir: "%1$s"
                listen: 127.0.0.2@%2$d
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
              - domain: example.test
                storage: "%1$s"
                file: world.zone
                acl: acme
            """;

    @RegisterExtension
    static final Peers PEERS = Peers.create();

    private static final int PORT = LoopbackPorts.free();
    private static final InetSocketAddress OFFICE = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    private static final InetSocketAddress WORLD = new InetSocketAddress("127.0.0.2", PORT);
    private static final String SECRET =
            Secret.random(32).withBytes(bytes -> Base64.getEncoder().encodeToString(bytes));

    private static RunningPeer bind;
    private static AcmeServer ca;

    @TempDir
    Path own;

    @BeforeAll
    static void start() throws IOException {
        Path folder = PEERS.folder();
        Files.writeString(folder.resolve("office.zone"), ZONE.formatted("127.0.0.1"));
        Files.writeString(folder.resolve("world.zone"), ZONE.formatted("127.0.0.2"));
        Path named = PEERS.write("named.conf", NAMED.formatted(folder, PORT));
        Path knot = PEERS.write("knot.conf", KNOTD.formatted(folder, PORT, SECRET));
        bind = PEERS.start(
                "named",
                PeerLaunch.builder("-g", "-n", "1", "-c", named.toString())
                        .readyWhen("the office's zone", () -> has(OFFICE, "example.test", Type.SOA))
                        .build());
        PEERS.start(
                "knotd",
                PeerLaunch.builder("-c", knot.toString())
                        .readyWhen("the world's zone", () -> has(WORLD, "example.test", Type.SOA))
                        .build());
        ca = AcmeServer.builder().dns(WORLD).start();
    }

    @AfterAll
    static void stop() {
        if (ca != null) {
            ca.close();
        }
    }

    private static boolean has(InetSocketAddress server, String name, int type) {
        try {
            Message answer = new SimpleResolver(server)
                    .send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)));
            return !answer.getSection(Section.ANSWER).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** In the office everybody's resolver is the office's. */
    private static Dns01Solver.Builder inTheOffice() {
        return Dns01Solver.builder(DnsProviders.named(
                        "rfc2136",
                        Settings.builder()
                                .set("server", "127.0.0.2:" + PORT)
                                .set("tsig-key", "acme")
                                .set("tsig-secret", SECRET)
                                .build()))
                .resolver(OFFICE)
                .authoritativePort(PORT)
                .pollInterval(Duration.ofMillis(100))
                .timeout(Duration.ofSeconds(60));
    }

    private void obtain(Dns01Solver.Builder solver, String name) {
        assertThat(Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                        .account(AccountKey.file(own.resolve("account.pem")))
                        .agreeToTerms()
                        .store(CertificateStore.directory(own.resolve("store")))
                        .solver(solver.build())
                        .build()
                        .obtain(CertificateRequest.forNames(name))
                        .names())
                .hasSize(1);
        assertThat(has(WORLD, "_acme-challenge." + name, Type.TXT)).isFalse();
    }

    private static boolean wasOfficeAskedForTxt(String name) {
        return bind.log().contains("query: _acme-challenge." + name + " IN TXT");
    }

    @Test
    void theOfficesServersNeverAnswerAndTheWaitSaysWhy() {
        Dns01Solver.Builder misled = inTheOffice().timeout(Duration.ofMillis(500));

        assertThatExceptionOfType(PropagationTimeoutException.class)
                .isThrownBy(() -> obtain(misled, "misled.example.test"))
                .withMessageContaining("ns1.example.test (127.0.0.1:" + PORT + ")")
                .withMessageContaining("name the authoritativeServers() that the CA sees");
        assertThat(wasOfficeAskedForTxt("misled.example.test")).isTrue();
        assertThat(has(WORLD, "_acme-challenge.misled.example.test", Type.TXT)).isFalse();
    }

    @Test
    void resolverThatSeesTheWorldFindsItsServers() {
        obtain(inTheOffice().resolver(WORLD), "resolver.example.test");

        assertThat(wasOfficeAskedForTxt("resolver.example.test")).isFalse();
    }

    @Test
    void serversOfTheWorldAreAskedWhenNamed() {
        obtain(inTheOffice().authoritativeServers(WORLD), "servers.example.test");

        assertThat(wasOfficeAskedForTxt("servers.example.test")).isFalse();
    }

    @Test
    void resolversNamedForTheWaitAreAskedAndNobodyElse() {
        obtain(inTheOffice().propagation(Propagation.byResolvers(WORLD)), "propagation.example.test");

        assertThat(wasOfficeAskedForTxt("propagation.example.test")).isFalse();
    }

    @Test
    void nobodyIsAskedWhenTheWaitIsOff() {
        obtain(inTheOffice().propagation(Propagation.unchecked()), "unchecked.example.test");

        assertThat(wasOfficeAskedForTxt("unchecked.example.test")).isFalse();
    }
}
