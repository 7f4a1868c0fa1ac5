package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.acme.dns01.PropagationTimeoutException;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.spi.Settings;
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

/** dns-01 through a real BIND: a primary that takes updates, and a secondary that gets them by NOTIFY and transfer. */
class BindIT {
    private static final String ZONE = """
            $TTL 60
            @     SOA ns1 hostmaster 1 3600 600 86400 60
                  NS  ns1
            ns1   A   127.0.0.1
            """;

    private static final String OPTIONS = """
            options {
                directory "%1$s";
                listen-on port %2$d { 127.0.0.1; };
                listen-on-v6 { none; };
                pid-file none; lock-file none; session-keyfile none;
                recursion no; dnssec-validation no;
                notify explicit; notify-delay 0; allow-transfer { 127.0.0.1; }; allow-notify { 127.0.0.1; };
            };
            controls { };
            """;

    private static final String PRIMARY_ZONE = """
            zone "%1$s" {
                type primary; file "%1$s.zone"; also-notify { 127.0.0.1 port %2$d; };
                update-policy { grant acme zonesub TXT; };
            };
            """;

    private static final String SECONDARY_ZONE = """
            zone "%1$s" { type secondary; file "%1$s.copy"; primaries { 127.0.0.1 port %2$d; }; };
            """;

    private final String secret =
            Secret.random(32).withBytes(bytes -> Base64.getEncoder().encodeToString(bytes));

    private final List<Integer> ports = LoopbackPorts.free(2);
    private final InetSocketAddress first = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(0));
    private final InetSocketAddress second = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(1));

    @TempDir
    Path folder;

    private RunningPeer primary;
    private RunningPeer secondary;
    private AcmeServer ca;

    @BeforeEach
    void start() throws IOException {
        Path own = Files.createDirectory(folder.resolve("primary"));
        Files.writeString(
                own.resolve("example.test.zone"), ZONE + "_acme-challenge.shop CNAME shop.acme.vendor.test.\n");
        Files.writeString(own.resolve("acme.vendor.test.zone"), ZONE);
        primary = named(
                own,
                first,
                "key \"acme\" { algorithm hmac-sha256; secret \"" + secret + "\"; };\n"
                        + PRIMARY_ZONE.formatted("example.test", second.getPort())
                        + PRIMARY_ZONE.formatted("acme.vendor.test", second.getPort()));
        secondary = startSecondary();
        ca = AcmeServer.builder().dns(first, second).start();
    }

    @AfterEach
    void stop() {
        ca.close();
        secondary.close();
        primary.close();
    }

    private RunningPeer startSecondary() throws IOException {
        return named(
                Files.createDirectories(folder.resolve("secondary")),
                second,
                SECONDARY_ZONE.formatted("example.test", first.getPort())
                        + SECONDARY_ZONE.formatted("acme.vendor.test", first.getPort()));
    }

    private RunningPeer named(Path own, InetSocketAddress address, String zones) {
        Path configuration = own.resolve("named.conf");
        SecureFiles.write(configuration, Secret.ofText(OPTIONS.formatted(own, address.getPort()) + zones));
        return Peer.require("named")
                .start(PeerLaunch.builder("-g", "-n", "1", "-c", configuration.toString())
                        .folder(own)
                        .readyWhen("both zones at " + address, () -> answers(address))
                        .build());
    }

    private static boolean answers(InetSocketAddress address) {
        try {
            SimpleResolver server = new SimpleResolver(address);
            for (String zone : new String[] {"example.test.", "acme.vendor.test."}) {
                Message answer =
                        server.send(Message.newQuery(Record.newRecord(Name.fromString(zone), Type.SOA, DClass.IN)));
                if (answer.getSection(Section.ANSWER).isEmpty()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Dns01Solver.Builder solver() {
        Settings settings = Settings.builder()
                .set("server", "127.0.0.1:" + first.getPort())
                .set("tsig-key", "acme")
                .set("tsig-secret", secret)
                .build();
        return Dns01Solver.builder(DnsProviders.named("rfc2136", settings))
                .resolver(first)
                .pollInterval(Duration.ofMillis(100))
                .queryTimeout(Duration.ofMillis(500))
                .timeout(Duration.ofSeconds(60));
    }

    private Certificates certificates(Dns01Solver.Builder solver) {
        return Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(solver.build())
                .build();
    }

    private int txtCount(String name) throws IOException {
        Message answer = new SimpleResolver(first)
                .send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.TXT, DClass.IN)));
        return answer.getSection(Section.ANSWER).size();
    }

    @Test
    void nameWildcardAndDelegatedNameAreProvedOnBothServers() throws IOException {
        CertificateBundle bundle = certificates(solver().authoritativeServers(first, second))
                .obtain(CertificateRequest.forNames("example.test", "*.example.test", "shop.example.test"));

        assertThat(bundle.names()).hasSize(3);
        assertThat(txtCount("_acme-challenge.example.test")).isZero();
        assertThat(txtCount("shop.acme.vendor.test")).isZero();
    }

    @Test
    void internationalAndLongNamesAreProved() throws IOException {
        String longLabel = "a".repeat(63) + ".example.test";
        String longest =
                "b".repeat(63) + "." + "c".repeat(63) + "." + "d".repeat(63) + "." + "e".repeat(32) + ".example.test";
        assertThat("_acme-challenge." + longest).hasSize(253);

        CertificateBundle bundle = certificates(solver().authoritativeServers(first, second))
                .obtain(CertificateRequest.forNames(
                        "b\u00fccher.example.test", "*.b\u00fccher.example.test", longLabel, longest));

        assertThat(bundle.names())
                .containsExactlyInAnyOrder(
                        DomainName.of("xn--bcher-kva.example.test"),
                        DomainName.of("*.xn--bcher-kva.example.test"),
                        DomainName.of(longLabel),
                        DomainName.of(longest));
        assertThat(txtCount("_acme-challenge.xn--bcher-kva.example.test")).isZero();
        assertThat(txtCount("_acme-challenge." + longest)).isZero();
    }

    @Test
    void serversAreFoundByTheZonesNsRecords() throws IOException {
        secondary.close();
        ca.close();
        ca = AcmeServer.builder().dns(first).start();

        CertificateBundle bundle = certificates(solver().authoritativePort(first.getPort()))
                .obtain(CertificateRequest.forNames("example.test"));

        assertThat(bundle.names()).hasSize(1);
        assertThat(txtCount("_acme-challenge.example.test")).isZero();
    }

    @Test
    void secondaryThatIsDownIsPassedOver() throws IOException {
        secondary.close();
        ca.close();
        ca = AcmeServer.builder().dns(first).start();

        CertificateBundle bundle = certificates(solver().authoritativeServers(first, second))
                .obtain(CertificateRequest.forNames("example.test"));

        assertThat(bundle.names()).hasSize(1);
        assertThat(txtCount("_acme-challenge.example.test")).isZero();
    }

    @Test
    void secondaryThatTakesNoTransfersStopsTheOrderAndIsNamed() throws IOException {
        Path own = Files.createDirectory(folder.resolve("stale"));
        Files.writeString(own.resolve("example.test.zone"), ZONE);
        Files.writeString(own.resolve("acme.vendor.test.zone"), ZONE);
        secondary.close();
        secondary = named(
                own,
                second,
                "zone \"example.test\" { type primary; file \"example.test.zone\"; };"
                        + "zone \"acme.vendor.test\" { type primary; file \"acme.vendor.test.zone\"; };");
        Certificates impatient =
                certificates(solver().authoritativeServers(first, second).timeout(Duration.ofSeconds(2)));

        assertThatExceptionOfType(PropagationTimeoutException.class)
                .isThrownBy(() -> impatient.obtain(CertificateRequest.forNames("example.test")))
                .withMessageContaining("127.0.0.1:" + second.getPort())
                .withMessageContaining("NXDOMAIN, with the SOA serial 1")
                .satisfies(late -> assertThat(late.unseen()).hasSize(1));
        assertThat(txtCount("_acme-challenge.example.test")).isZero();
    }
}
