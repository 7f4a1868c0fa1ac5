package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.provider.dns.manual.Instruction;
import io.gatehouse.provider.dns.manual.ManualDns;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A certificate by somebody who writes the records when told. */
class DnsManualGuideTest {
    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().dns(DNS).build();

    @Test
    void theEngineWaitsForThePerson(@TempDir Path folder) throws InterruptedException {
        ExecutorService hands = Executors.newSingleThreadExecutor();
        Consumer<Instruction> person = instruction -> hands.execute(() -> obey(instruction));
        // region manual
        DnsProvider provider = ManualDns.telling(person); // a Consumer<Instruction>: a console, a chat, a ticket
        Dns01Solver.Builder solver =
                Dns01Solver.builder(provider).timeout(Duration.ofHours(8)); // for people to find time
        // end
        Certificates certificates = Certificates.builder(
                        AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(solver.resolver(DNS.address())
                        .authoritativePort(DNS.address().getPort())
                        .pollInterval(Duration.ofMillis(20))
                        .build())
                .build();
        CertificateRequest request = CertificateRequest.forNames("example.test", "*.example.test");
        assertThat(certificates.obtain(request).covers(DomainName.of("www.example.test")))
                .isTrue();
        hands.shutdown();
        assertThat(hands.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(DNS.txt("_acme-challenge.example.test")).isEmpty();
    }

    private static void obey(Instruction instruction) {
        try (DnsProvider hand = DnsProviders.named("rfc2136", DNS.rfc2136Settings())) {
            if (instruction.action() == Instruction.Action.ADD) {
                hand.append(instruction.zone(), List.of(instruction.txt()));
            } else {
                hand.delete(instruction.zone(), List.of(instruction.txt()));
            }
        }
    }

    @Test
    void aFolderOfInstructionsIsFoundByName(@TempDir Path instructions) {
        // region folder
        DnsProvider provider =
                DnsProviders.named("manual", Map.of("instructions", instructions.toString(), "zones", "example.test"));
        // end
        assertThat(provider.zones()).containsExactly(DnsZone.of("example.test"));
    }
}
