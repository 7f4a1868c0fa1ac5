package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateEvent;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.ChallengeSolver;
import io.gatehouse.acme.DeployHook;
import io.gatehouse.acme.RunReport;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.MovableClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AcmeRenewalSnippetTest {
    private static final int PORT = LoopbackPorts.free();
    private static final MovableClock CLOCK = MovableClock.stoppedNow();

    @RegisterExtension
    static final AcmeServer CA =
            AcmeServer.builder().http01Port(PORT).clock(CLOCK).build();

    private final List<String> alarms = new ArrayList<>();

    @Test
    void certificatesThatAreLookedAfter(@TempDir Path folder) {
        AcmeDirectory directory = AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust());
        ChallengeSolver solver = Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
        String reload = "/bin/true";

        // region manage
        Certificates certificates = Certificates.builder(directory)
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder))
                .solver(solver)
                .clock(CLOCK) // the system's, unless a test moves it
                .manage(CertificateRequest.forNames("shop.example.test", "www.shop.example.test"))
                .manage(CertificateRequest.forNames("mail.example.test"))
                .deploy("reload nginx", DeployHook.command(List.of(reload), Duration.ofMinutes(1)))
                .onEvent(event -> {
                    if (event instanceof CertificateEvent.RenewalFailed failed && failed.urgent()) {
                        wakeSomebody(failed);
                    }
                })
                .build();
        // end

        // region cron
        RunReport report = certificates.runDue();
        report.failed().forEach((name, failure) -> System.err.println(name + ": " + failure.getMessage()));
        // end
        assertThat(report.failed()).isEmpty();
        assertThat(report.issued()).containsExactlyInAnyOrder("shop.example.test", "mail.example.test");

        CLOCK.set(report.next().orElseThrow());
        CA.rejectIdentifier("mail.example.test");
        CLOCK.advance(Duration.ofDays(100));
        assertThat(certificates.runDue().issued()).containsExactly("shop.example.test");
        assertThat(alarms).containsExactly("mail.example.test");

        // region service
        certificates.start(); // looks after them from now on
        // … and when the service ends:
        certificates.close();
        // end
    }

    private void wakeSomebody(CertificateEvent.RenewalFailed failed) {
        alarms.add(failed.name());
    }
}
