package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a vendor did not delete is deleted later by another process, and nothing else is. */
class LeftoverRecordsTest {
    private static final String NAME = "_acme-challenge.example.test";

    @TempDir
    Path folder;

    private Certificates certificates(AcmeServer ca, DnsServer dns, RecordingProvider provider) {
        return Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(Dns01Solver.builder(provider)
                        .resolver(dns.address())
                        .authoritativeServers(dns.address())
                        .pollInterval(Duration.ofMillis(10))
                        .build())
                .build();
    }

    @Test
    void valuesThatCouldNotBeDeletedAreDeletedByTheNextOrder() {
        try (DnsServer dns = DnsServer.withZone("example.test").start();
                AcmeServer ca = AcmeServer.builder().dns(dns).start()) {
            dns.set(NAME, "TXT", "\"somebody-else\"");
            CertificateRequest request = CertificateRequest.forNames("example.test", "*.example.test");
            RecordingProvider broken = new RecordingProvider(dns, "example.test");
            broken.undeletable = true;

            assertThat(certificates(ca, dns, broken).obtain(request).names()).hasSize(2);
            assertThat(dns.txt(NAME)).hasSize(3).contains("somebody-else");

            certificates(ca, dns, new RecordingProvider(dns, "example.test")).renew(request);
            assertThat(dns.txt(NAME)).containsExactly("somebody-else");
        }
    }
}
