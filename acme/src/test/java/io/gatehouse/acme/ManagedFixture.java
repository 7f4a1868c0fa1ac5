package io.gatehouse.acme;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.MovableClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A CA, a store and a clock for certificates that are looked after, and what was told of them. */
abstract class ManagedFixture {
    static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");
    static final CertificateRequest WWW = CertificateRequest.forNames("www.example.test");

    @TempDir
    Path folder;

    final MovableClock clock = MovableClock.stoppedNow();
    final int httpPort = LoopbackPorts.free();
    final List<CertificateEvent> events = new CopyOnWriteArrayList<>();
    AcmeServer ca;

    @BeforeEach
    void start() {
        ca = AcmeServer.builder().http01Port(httpPort).clock(clock).start();
    }

    @AfterEach
    void stop() {
        ca.close();
    }

    CertificatesBuilder builder(CertificateRequest... managed) {
        return builder(ca, managed);
    }

    CertificatesBuilder builder(AcmeServer from, CertificateRequest... managed) {
        return builder(from, http(), managed);
    }

    CertificatesBuilder builder(AcmeServer from, ChallengeSolver solver, CertificateRequest... managed) {
        return Certificates.builder(issuer(from))
                .store(store())
                .solver(solver)
                .clock(clock)
                .manage(managed)
                .onEvent(events::add);
    }

    ChallengeSolver http() {
        return Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort));
    }

    AcmeIssuer issuer(AcmeServer server) {
        return issuer(server, "account.pem");
    }

    AcmeIssuer issuer(AcmeServer server, String accountKey) {
        return AcmeIssuer.builder(
                        AcmeDirectory.of(server.directory()).trusting(server.httpsTrust()),
                        AccountKey.file(folder.resolve(accountKey)))
                .agreeToTerms()
                .build();
    }

    CertificateStore store() {
        return CertificateStore.directory(folder.resolve("store"));
    }

    CertificateBundle current(CertificateRequest request) {
        return store().current(request.name()).orElseThrow();
    }

    int orders() {
        return ca.requests(AcmeResource.NEW_ORDER).size();
    }

    <E extends CertificateEvent> List<E> told(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <E extends CertificateEvent> E last(Class<E> kind) {
        List<E> all = told(kind);
        return all.get(all.size() - 1);
    }

    void moveTo(Instant instant) {
        clock.set(instant);
    }
}
