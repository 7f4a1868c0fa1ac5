package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;

/** dns-01 between two strangers: Pebble looks, and BIND, Knot and PowerDNS answer, written by RFC 2136 with TSIG. */
class PebbleNameServersIT {
    @RegisterExtension
    static final Peers PEERS = Peers.create();

    @TempDir
    static Path folder;

    @TempDir
    Path own;

    private static RealNameServers servers;
    private static PebbleCa pebble;

    @BeforeAll
    static void start() throws IOException {
        servers = new RealNameServers(PEERS);
        pebble = new PebbleCa(
                folder, "", Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_AUTHZREUSE", "0"), servers.resolverOfTheCa());
    }

    @AfterAll
    static void stop() {
        if (pebble != null) {
            pebble.close();
        }
    }

    @AfterEach
    void noTxtIsLeftInAnyZone() throws IOException, ZoneTransferException {
        for (String zone : RealNameServers.zones()) {
            assertThat(servers.transfer(zone))
                    .as(zone)
                    .anyMatch(found -> found.getType() == Type.NS)
                    .noneMatch(found -> found.getType() == Type.TXT);
        }
    }

    private CertificateBundle obtain(String... names) {
        Dns01Solver solver = Dns01Solver.builder(
                        servers.provider(RealNameServers.BIND),
                        servers.provider(RealNameServers.KNOT),
                        servers.provider(RealNameServers.POWERDNS))
                .resolver(servers.resolver())
                .authoritativePort(servers.port())
                .pollInterval(Duration.ofMillis(100))
                .timeout(Duration.ofSeconds(60))
                .build();
        return Certificates.builder(pebble.directory())
                .account(AccountKey.file(own.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(own.resolve("store")))
                .solver(solver)
                .build()
                .obtain(CertificateRequest.forNames(names));
    }

    @ParameterizedTest
    @ValueSource(strings = {RealNameServers.BIND, RealNameServers.KNOT, RealNameServers.POWERDNS})
    void nameAndItsWildcard(String zone) {
        assertThat(obtain(zone, "*." + zone).names()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {RealNameServers.BIND, RealNameServers.KNOT, RealNameServers.POWERDNS})
    void delegatedNameIsProvedInTheNextZone(String zone) {
        assertThat(obtain("www." + zone, "*.www." + zone).names()).hasSize(2);
    }

    @Test
    void oneCertificateOverAllZones() {
        assertThat(obtain("shop.bind.test", "*.shop.knot.test", "deep.down.powerdns.test")
                        .names())
                .hasSize(3);
    }
}
