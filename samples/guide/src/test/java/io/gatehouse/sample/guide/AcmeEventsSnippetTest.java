package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateEvent;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.ChallengeSolver;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AcmeEventsSnippetTest {
    private static final int PORT = LoopbackPorts.free();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().http01Port(PORT).build();

    private final List<String> status = new ArrayList<>();
    private final List<String> alarms = new ArrayList<>();

    @Test
    void whatIsTold(@TempDir Path folder) {
        CA.faults().failValidations("shop.example.test");
        AcmeDirectory directory = AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust());
        ChallengeSolver solver = Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
        try (Certificates certificates = Certificates.builder(directory)
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder))
                .solver(solver)
                .manage(CertificateRequest.forNames("shop.example.test"))
                .onEvent(this::tell)
                .build()) {
            certificates.runDue();
        }
        assertThat(alarms).singleElement().asString().contains("shop.example.test", "connection");
        assertThat(status).contains("shop.example.test: OrderStarted");
    }

    // region tell
    void tell(CertificateEvent event) {
        if (event instanceof CertificateEvent.Waiting waiting) {
            show(event, "waits until " + waiting.until() + " for " + waiting.awaited());
        } else if (event instanceof CertificateEvent.ChallengeFailed failed) {
            wakeSomebody(failed.identifier() + ": " + failed.problem());
        } else if (event instanceof CertificateEvent.CleanUpFailed left) {
            wakeSomebody(left.identifiers() + ": " + left.failure().getMessage());
        } else if (event instanceof CertificateEvent.IssuerPaused paused) {
            show(event, paused.issuer() + " is left alone until " + paused.until());
        } else {
            show(event, event.getClass().getSimpleName());
        }
    }
    // end

    private void show(CertificateEvent event, String text) {
        status.add(event.name() + ": " + text);
    }

    private void wakeSomebody(String why) {
        alarms.add(why);
    }
}
