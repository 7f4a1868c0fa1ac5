package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AcmeSnippetTest {
    // region testkit
    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().dns(DNS).build();
    // end

    @Test
    void aCertificateForANameAndItsWildcard(@TempDir Path folder) {
        AcmeDirectory directory = AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust());
        Dns01Solver solver = Dns01Solver.builder(provider())
                .resolver(DNS.address())
                .authoritativePort(DNS.address().getPort())
                .pollInterval(Duration.ofMillis(50))
                .build();

        // region acme
        Certificates certificates = Certificates.builder(directory) // AcmeDirectory.letsEncrypt(), or any other
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder))
                .solver(solver)
                .build();

        CertificateBundle bundle = certificates.obtain(CertificateRequest.forNames("example.test", "*.example.test"));
        SSLContext live = certificates.serverContext(); // follows renewals
        // end

        assertThat(bundle.covers(DomainName.of("www.example.test"))).isTrue();
        assertThat(live.getProtocol()).isEqualTo("TLS");
    }

    private static DnsProvider provider() {
        String server = "127.0.0.1:" + DNS.address().getPort();
        String keyName = DNS.tsigKeyName();

        // region dns
        DnsProvider provider = DnsProviders.named(
                "rfc2136",
                Settings.builder()
                        .set("server", server)
                        .set("tsig-key", keyName)
                        .set("tsig-secret", DNS.tsigSecret())
                        .build());
        // Dns01Solver.with(provider) answers dns-01 challenges through it.
        // end

        return provider;
    }
}
