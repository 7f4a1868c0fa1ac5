package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.acme.dns01.PropagationTimeoutException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsFault;
import io.gatehouse.testkit.DnsServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AcmeDnsSnippetTest {
    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().dns(DNS).build();

    private static DnsProvider provider() {
        return DnsProviders.named("rfc2136", DNS.rfc2136Settings());
    }

    @Test
    void severalProvidersAndSplitHorizon() {
        DnsProvider shops = provider();
        DnsProvider offices = provider();
        // region accounts
        Dns01Solver solver = Dns01Solver.builder(shops, offices) // each writes the zones that it lists
                .build();
        // end
        assertThat(solver.type()).isEqualTo(ChallengeType.DNS_01);

        DnsProvider provider = provider();
        InetSocketAddress outerResolver = DNS.address();
        InetSocketAddress outerServer = DNS.address();
        // region horizon
        Dns01Solver bySight = Dns01Solver.builder(provider)
                .resolver(outerResolver) // CNAMEs, zone and name servers, all as the CA sees them
                .build();
        Dns01Solver byServers = Dns01Solver.builder(provider)
                .authoritativeServers(outerServer) // they say what a zone is, and are waited for
                .build();
        // end
        assertThat(bySight).isNotSameAs(byServers);
    }

    @Test
    void theWaitSaysWhatItWaitsFor(@TempDir Path folder) {
        Certificates certificates = Certificates.builder(
                        AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder))
                .solver(Dns01Solver.builder(provider())
                        .resolver(DNS.address())
                        .authoritativeServers(DNS.address())
                        .pollInterval(Duration.ofMillis(50))
                        .timeout(Duration.ofMillis(100))
                        .build())
                .build();
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try (DnsFault lie = DNS.onQuery("_acme-challenge.example.test", "TXT").nxdomain()) {
            // region late
            try {
                certificates.obtain(CertificateRequest.forNames("example.test", "*.example.test"));
            } catch (PropagationTimeoutException late) {
                late.unseen().forEach(left -> System.err.println(left.server() + " answers " + left.seen()));
            }
            // end
            assertThat(lie.hits()).isPositive();
        } finally {
            System.setErr(before);
        }
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("127.0.0.1:" + DNS.address().getPort() + " answers NXDOMAIN, with the SOA serial ");
    }
}
