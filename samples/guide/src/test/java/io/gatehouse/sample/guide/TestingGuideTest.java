package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.testkit.AcmeRateLimit;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsFault;
import io.gatehouse.testkit.DnsQuery;
import io.gatehouse.testkit.DnsSecondary;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.MovableClock;
import io.gatehouse.testkit.RevokedCertificate;
import io.gatehouse.testkit.TestCertificates;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The snippets of docs/guide/testing.md that need no program but this JVM. */
class TestingGuideTest {
    // region servers
    static final MovableClock CLOCK = MovableClock.stoppedNow();

    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().dns(DNS).clock(CLOCK).build();
    // end

    @AfterEach
    void lift() {
        // region lift
        DNS.liftFaults();
        CA.faults().clear();
        // end
    }

    @Test
    void faults() throws Exception {
        // region faults
        DNS.onQuery("www.example.test", "A").times(2).servfail(); // then right again
        DNS.onQuery("api.example.test", "A").answer("192.0.2.66"); // a lie, until it is lifted
        DNS.onQuery("big.example.test", "TXT").truncate(); // come back by TCP

        DnsFault slow = DNS.onQuery("slow.example.test", "A").hold();
        CompletableFuture<Message> asked = CompletableFuture.supplyAsync(() -> ask("slow.example.test"));
        slow.awaitHits(1, Duration.ofSeconds(30)); // the question is there, and stays without an answer
        slow.lift(); // now it gets one
        asked.get(30, TimeUnit.SECONDS);

        List<DnsQuery> queries = DNS.queries("slow.example.test", "A");
        // end

        assertThat(queries).hasSize(1);
        assertThat(ask("www.example.test").getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void updatesAndSecondaries() {
        // region updates
        DnsSecondary secondary = DNS.secondary(); // has what the primary has now, and stays there

        try (DnsProvider provider = DnsProviders.named("rfc2136", DNS.rfc2136Settings())) {
            TxtRecord token =
                    new TxtRecord(DomainName.of("_acme-challenge.example.test"), "token", Duration.ofMinutes(1));
            provider.append(DnsZone.of("example.test"), List.of(token));
        }

        assertThat(DNS.txt("_acme-challenge.example.test")).containsExactly("token");
        assertThat(DNS.updates())
                .last()
                .satisfies(update -> assertThat(update.rcode()).isEqualTo("NOERROR"));
        assertThat(secondary.txt("_acme-challenge.example.test")).isEmpty();
        secondary.followAfter(3); // answers three more questions from the past; follow() catches up at once
        // end
        DNS.set("_acme-challenge.example.test", "TXT");
    }

    @Test
    void certificatesOverMonths(@TempDir Path folder) {
        Dns01Solver solver = dns01();

        // region months
        Certificates certificates = Certificates.builder(
                        AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder))
                .solver(solver)
                .clock(CLOCK)
                .build();
        CertificateRequest request = CertificateRequest.forNames("example.test");

        CA.faults().badNonces(0.5); // half of all requests, as a CA may at any time
        CertificateBundle first = certificates.obtain(request);
        assertThat(certificates.obtain(request).serialNumber()).isEqualTo(first.serialNumber());

        CLOCK.advance(Duration.ofDays(61)); // two thirds of 90 days: due
        assertThat(certificates.obtain(request).serialNumber()).isNotEqualTo(first.serialNumber());
        assertThat(CA.requests(AcmeResource.NEW_ORDER)).hasSizeGreaterThanOrEqualTo(2);
        // end
    }

    @Test
    void theRulesOfPublicAuthorities(@TempDir Path folder) {
        // region rules
        DNS.set("example.test", "CAA", "0 issue \"other.test\""); // for another CA only

        AcmeServer strict = AcmeServer.builder()
                .dns(DNS)
                .caaIdentities("gatehouse.test")
                .rateLimit(new AcmeRateLimit.FailedValidations(1, Duration.ofHours(1)))
                .start();
        // end

        try (strict) {
            Certificates certificates = Certificates.builder(
                            AcmeDirectory.of(strict.directory()).trusting(strict.httpsTrust()))
                    .account(AccountKey.file(folder.resolve("account.pem")))
                    .agreeToTerms()
                    .store(CertificateStore.directory(folder))
                    .solver(dns01())
                    .build();
            CertificateRequest request = CertificateRequest.forNames("example.test");

            assertThatThrownBy(() -> certificates.obtain(request)).hasMessageContaining("caa");
            assertThatThrownBy(() -> certificates.obtain(request)).hasMessageContaining("rateLimited");
        }
        DNS.set("example.test", "CAA");
    }

    @Test
    void certificatesThatAreWrong() {
        // region certificates
        TestCertificates certificates = TestCertificates.create("shop.example.test");
        CertificateBundle expired = certificates.expired();
        CertificateBundle stranger = certificates.wrongHost();
        RevokedCertificate revoked = certificates.revoked();

        X509Certificate trusted = certificates.root(); // the trust anchor of all of these
        X509CRL list = revoked.crl();
        // end

        assertThat(list.isRevoked(revoked.bundle().leaf())).isTrue();
        assertThatCode(() -> expired.leaf().verify(trusted.getPublicKey())).doesNotThrowAnyException();
        assertThatThrownBy(() -> expired.leaf().checkValidity()).isInstanceOf(CertificateExpiredException.class);
        assertThat(stranger.covers(Identifier.parse("shop.example.test"))).isFalse();
    }

    private static Dns01Solver dns01() {
        return Dns01Solver.builder(DnsProviders.named("rfc2136", DNS.rfc2136Settings()))
                .resolver(DNS.address())
                .authoritativePort(DNS.address().getPort())
                .pollInterval(Duration.ofMillis(20))
                .build();
    }

    private static Message ask(String name) {
        try {
            SimpleResolver client = new SimpleResolver(DNS.address());
            client.setTimeout(Duration.ofSeconds(30));
            Name asked = Name.fromString(name, Name.root);
            return client.send(Message.newQuery(Record.newRecord(asked, Type.A, DClass.IN)));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
