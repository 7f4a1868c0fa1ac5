package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.DnsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole path of our client with a CA that refuses 15 % of the good nonces, has two roots, reuses no authorization and
 * looks names of {@code example.test} up in {@link #dns()}: the same for the CA of the test kit and for Pebble, so that
 * the one stands for the other.
 */
abstract class CaConversationContract {
    /** The CA. */
    abstract AcmeDirectory directory();

    /** Where it validates http-01. */
    abstract int httpPort();

    /** Where it validates dns-01. */
    abstract DnsServer dns();

    /** The name of the root that its usual chains do not end at. */
    abstract String otherRoot() throws Exception;

    /** Whether it holds the certificate for revoked. */
    abstract boolean isRevoked(CertificateBundle bundle) throws Exception;

    private CertificatesBuilder builder(Path own) {
        return Certificates.builder(directory())
                .account(AccountKey.file(own.resolve("account.pem")))
                .contact("ops@example.test")
                .agreeToTerms()
                .store(CertificateStore.directory(own.resolve("store")));
    }

    private Http01Solver builtIn() {
        return Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort()));
    }

    private Dns01Solver.Builder dns01() {
        return Dns01Solver.builder(DnsProviders.named("rfc2136", dns().rfc2136Settings()))
                .resolver(dns().address())
                .authoritativePort(dns().address().getPort())
                .pollInterval(Duration.ofMillis(100));
    }

    @Test
    void httpChallengeIsAnsweredByTheBuiltInServer(@TempDir Path own) {
        Certificates certs = builder(own).solver(builtIn()).build();

        CertificateBundle bundle = certs.obtain(CertificateRequest.forNames("shop.example.test", "www.example.test"));

        assertThat(bundle.names())
                .containsExactlyInAnyOrder(DomainName.of("shop.example.test"), DomainName.of("www.example.test"));
        assertThat(bundle.chain()).hasSizeGreaterThan(1);
        assertThat(certs.obtain(CertificateRequest.forNames("shop.example.test"))
                        .fingerprint())
                .isEqualTo(bundle.fingerprint());
    }

    @Test
    void httpChallengeIsAnsweredFromAWebroot(@TempDir Path own) throws IOException {
        Path root = Files.createDirectory(own.resolve("webroot"));
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort()), 0);
        web.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = Files.readAllBytes(
                        root.resolve(exchange.getRequestURI().getPath().substring(1)));
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        web.start();
        try {
            CertificateBundle bundle = builder(own)
                    .solver(Http01Solver.webroot(root))
                    .build()
                    .obtain(CertificateRequest.forNames("shop.example.test").keyType(KeyType.RSA_2048));

            assertThat(bundle.leaf().getPublicKey().getAlgorithm()).isEqualTo("RSA");
            assertThat(root.resolve(".well-known/acme-challenge")).isEmptyDirectory();
        } finally {
            web.stop(0);
        }
    }

    @Test
    void nameAndWildcardAreProvedOverDns(@TempDir Path own) {
        Certificates certs = builder(own).solver(dns01().build()).build();
        CertificateRequest request = CertificateRequest.forNames("example.test", "*.example.test");

        CertificateBundle first = certs.obtain(request);
        CertificateBundle second = certs.renew("example.test");

        assertThat(first.names()).hasSize(2);
        assertThat(second.names()).isEqualTo(first.names());
        assertThat(second.serialNumber()).isNotEqualTo(first.serialNumber());
        assertThat(own.resolve("store/archive/example.test/fullchain2.pem")).exists();
        assertThat(dns().txt("_acme-challenge.example.test")).isEmpty();
    }

    @Test
    void delegatedNameIsProvedBehindItsCname(@TempDir Path own) {
        dns().set("_acme-challenge.www.example.test", "CNAME", "www.validation.example.test.");
        try {
            CertificateBundle bundle = builder(own)
                    .solver(dns01().build())
                    .build()
                    .obtain(CertificateRequest.forNames("www.example.test"));

            assertThat(bundle.names()).containsExactly(DomainName.of("www.example.test"));
            assertThat(dns().txt("www.validation.example.test")).isEmpty();
        } finally {
            dns().set("_acme-challenge.www.example.test", "CNAME");
        }
    }

    @Test
    void accountProvesUnderALabelOfItsOwn(@TempDir Path own) {
        int queriesBefore = dns().queries("_acme-challenge.example.test", "TXT").size();

        CertificateBundle bundle = builder(own)
                .solver(dns01().perAccount().build())
                .build()
                .obtain(CertificateRequest.forNames("example.test", "*.example.test"));

        assertThat(bundle.names()).hasSize(2);
        assertThat(dns().updates())
                .filteredOn(update -> update.toString().contains("._acme-challenge.example.test"))
                .as("one batch to add, one to delete")
                .hasSize(2);
        assertThat(dns().queries("_acme-challenge.example.test", "TXT")).hasSize(queriesBefore);
    }

    @Test
    void addressIsProvedOverHttp(@TempDir Path own) {
        CertificateBundle bundle = builder(own)
                .solver(builtIn())
                .build()
                .obtain(CertificateRequest.forNames("127.0.0.1", "shop.example.test"));

        assertThat(bundle.names())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("127.0.0.1", "shop.example.test");
        assertThat(own.resolve("store/live/127.0.0.1/fullchain.pem")).exists();
    }

    @Test
    void accountIsFoundAgainByItsKey(@TempDir Path own) {
        CertificateRequest shop = CertificateRequest.forNames("shop.example.test");
        CertificateBundle first = builder(own).solver(builtIn()).build().obtain(shop);

        Certificates restarted = builder(own).solver(builtIn()).build();

        assertThat(restarted.renew(shop).serialNumber()).isNotEqualTo(first.serialNumber());
        // Only the account that ordered it, or its own key, may revoke it.
        restarted.revoke(first.leaf(), RevocationReason.SUPERSEDED);
    }

    @Test
    void chainOfThePreferredRootIsTaken(@TempDir Path own) throws Exception {
        CertificateBundle bundle = builder(own)
                .solver(builtIn())
                .preferredChain(otherRoot().substring("CN=".length()))
                .build()
                .obtain(CertificateRequest.forNames("shop.example.test"));

        assertThat(bundle.chain())
                .last()
                .extracting(last -> last.getIssuerX500Principal().getName())
                .isEqualTo(otherRoot());
    }

    @Test
    void certificateIsRevoked(@TempDir Path own) throws Exception {
        Certificates certs = builder(own).solver(builtIn()).build();
        CertificateBundle bundle = certs.obtain(CertificateRequest.forNames("shop.example.test"));
        assertThat(isRevoked(bundle)).isFalse();

        certs.revoke("shop.example.test", RevocationReason.SUPERSEDED);

        assertThat(isRevoked(bundle)).isTrue();
    }

    @Test
    void failedValidationIsQuoted(@TempDir Path own) throws IOException {
        // Nobody serves that folder, so the CA finds no one at the port.
        Path root = Files.createDirectory(own.resolve("webroot"));
        Certificates certs = builder(own).solver(Http01Solver.webroot(root)).build();

        assertThatExceptionOfType(AuthorizationFailedException.class)
                .isThrownBy(() -> certs.obtain(CertificateRequest.forNames("shop.example.test")))
                .satisfies(failed -> assertThat(failed.failures()).containsOnlyKeys("shop.example.test"));
    }
}
