package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.LoopbackPorts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Against the CA of the test kit, set up as Pebble is in {@link PebbleIT}. */
class TestKitCaTest extends CaConversationContract {
    private static final int HTTP_PORT = LoopbackPorts.free();

    private static DnsServer dns;
    private static AcmeServer ca;

    @BeforeAll
    static void start() {
        dns = DnsServer.withZone("example.test").start();
        ca = AcmeServer.builder()
                .dns(dns)
                .http01Port(HTTP_PORT)
                .alternateChain()
                .dnsAccount01()
                .start();
        ca.faults().badNonces(0.15);
    }

    @AfterAll
    static void stop() {
        ca.close();
        dns.close();
    }

    @Override
    AcmeDirectory directory() {
        return AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust());
    }

    @Override
    int httpPort() {
        return HTTP_PORT;
    }

    @Override
    DnsServer dns() {
        return dns;
    }

    @Override
    String otherRoot() {
        return ca.alternateRootCertificate().getSubjectX500Principal().getName();
    }

    @Override
    boolean isRevoked(CertificateBundle bundle) {
        return ca.crl().isRevoked(bundle.leaf());
    }
}
