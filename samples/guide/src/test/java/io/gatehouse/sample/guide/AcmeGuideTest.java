package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.AcmeIssuer;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.ChainPreference;
import io.gatehouse.acme.ChallengeSolver;
import io.gatehouse.acme.http01.Http01Answers;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.acme.tlsalpn01.TlsAlpn01Solver;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of the guide through certificates, against a CA that really looks. */
class AcmeGuideTest {
    private static final int HTTP_PORT = LoopbackPorts.free();
    private static final int TLS_PORT = LoopbackPorts.free();
    private static final Secret HMAC_KEY = Secret.ofText("a2V5IG9mIGEgdGVzdCwga25vd24gdG8gYWxsIHRoZSB3b3JsZA");

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder()
            .http01Port(HTTP_PORT)
            .tlsAlpn01Port(TLS_PORT)
            .externalAccount("customer-7", Secret.ofText("key of a test, known to all the world"))
            .alternateChain()
            .build();

    @TempDir
    Path folder;

    private static AcmeDirectory directory() {
        return AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust());
    }

    private static InetSocketAddress http() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), HTTP_PORT);
    }

    @Test
    void firstCertificate() {
        AcmeDirectory directory = directory();
        ChallengeSolver solver = Http01Solver.listen(http());

        // region first
        Certificates certificates = Certificates.builder(directory) // AcmeDirectory.letsEncrypt()
                .account(AccountKey.file(folder.resolve("account.pem"))) // made if it is not there
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("certificates")))
                .solver(solver) // Http01Solver.webroot(Path.of("/var/www/html"))
                .build();

        CertificateBundle bundle = certificates.obtain(CertificateRequest.forNames("shop.example.test"));
        // end

        assertThat(bundle.covers(DomainName.of("shop.example.test"))).isTrue();
    }

    @Test
    void answersInTheService() throws Exception {
        HttpServer server = HttpServer.create(http(), 0);

        // region mounted
        Http01Answers answers = new Http01Answers();
        server.createContext(Http01Answers.PATH, exchange -> {
            try (exchange) {
                Optional<String> answer = answers.find(exchange.getRequestURI().getPath());
                byte[] body = answer.orElse("").getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(answer.isPresent() ? 200 : 404, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        ChallengeSolver solver = Http01Solver.inService(answers);
        // end

        server.start();
        try {
            assertThat(obtain(solver).names()).containsExactly(DomainName.of("mounted.example.test"));
        } finally {
            server.stop(0);
        }
    }

    private CertificateBundle obtain(ChallengeSolver solver) {
        return Certificates.builder(directory())
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("certificates")))
                .solver(solver)
                .build()
                .obtain(CertificateRequest.forNames("mounted.example.test"));
    }

    @Test
    void tlsAlpn() throws Exception {
        Certificates certificates = Certificates.builder(directory())
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("certificates")))
                .solver(TlsAlpn01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), TLS_PORT)))
                .build();
        assertThat(certificates
                        .obtain(CertificateRequest.forNames("tls.example.test"))
                        .names())
                .hasSize(1);

        // region alpn
        TlsAlpn01Solver solver = TlsAlpn01Solver.inService(); // and .solver(solver) on the builder
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {solver.keyManager(certificates.keyManager())}, null, null);
        // sslParameters.setApplicationProtocols(new String[] {"h2", "http/1.1", TlsAlpn01Solver.PROTOCOL});
        // end

        assertThat(context.createSSLEngine().getSupportedProtocols()).contains("TLSv1.3");
    }

    @Test
    void otherAuthorities() {
        AcmeDirectory zeroSsl = directory();
        AcmeDirectory letsEncrypt = AcmeDirectory.of(URI.create("https://localhost:1/directory"));
        Secret hmacKey = HMAC_KEY;
        ChallengeSolver solver = Http01Solver.listen(http());

        // region authorities
        AcmeIssuer second = AcmeIssuer.builder(zeroSsl, AccountKey.file(folder.resolve("zerossl.pem")))
                .agreeToTerms()
                .externalAccount("customer-7", hmacKey) // both from your account there
                .build();
        Certificates certificates = Certificates.builder(letsEncrypt)
                .account(AccountKey.file(folder.resolve("letsencrypt.pem")))
                .agreeToTerms()
                .failOverTo(second) // when Let's Encrypt does not complete an order
                .store(CertificateStore.directory(folder.resolve("certificates")))
                .solver(solver)
                .build();
        // end

        CertificateBundle bundle = certificates.obtain(CertificateRequest.forNames("second.example.test"));
        assertThat(bundle.names()).containsExactly(DomainName.of("second.example.test"));
    }

    @Test
    void lemur() {
        PrivateKey key = PrivateKeys.generate(KeyType.RSA_2048).getPrivate();
        AcmeDirectory directory = directory();
        ChallengeSolver solver = Http01Solver.listen(http());
        Certificates before = Certificates.builder(directory)
                .account(AccountKey.of(key))
                .agreeToTerms()
                .preferredChain(ChainPreference.issuedBy(
                        CA.alternateRootCertificate().getSubjectX500Principal().getName()))
                .store(CertificateStore.directory(folder.resolve("before")))
                .solver(solver)
                .build();
        X509Certificate pinned = before.obtain(CertificateRequest.forNames("pin.example.test"))
                .chain()
                .get(1);
        Secret acmePrivateKey = Secret.ofText(PrivateKeys.toPem(key));
        String acmeRegr = "{\"body\": {}, \"uri\": \"" + before.account().show().location() + "\"}";
        int opened = CA.requests(AcmeResource.NEW_ACCOUNT).size();

        // region lemur
        Certificates certificates = Certificates.builder(directory)
                .account(AccountKey.of(acmePrivateKey).registration(acmeRegr)) // a JWK, or PEM in any format
                .preferredChain(ChainPreference.through(pinned)) // the cross-signed intermediate
                .store(CertificateStore.directory(folder.resolve("certificates")))
                .solver(solver)
                .build();
        // end

        CertificateBundle bundle = certificates.obtain(CertificateRequest.forNames("lemur.example.test"));
        assertThat(bundle.chain()).contains(pinned);
        assertThat(CA.requests(AcmeResource.NEW_ACCOUNT))
                .as("no account was opened")
                .hasSize(opened);
    }
}
