package io.gatehouse.acme.tlsalpn01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.Answer;
import io.gatehouse.acme.AuthorizationFailedException;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tls-alpn-01 answered to a CA that really looks. */
class TlsAlpn01SolverTest {
    private static final URI ACCOUNT = URI.create("https://ca.example.test/account/1");
    private static final Challenge SHOP = challenge("shop.example.test", "one");

    @TempDir
    Path folder;

    private final InetSocketAddress address =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackPorts.free());
    private final AcmeServer ca =
            AcmeServer.builder().tlsAlpn01Port(address.getPort()).build();

    @BeforeEach
    void start() {
        ca.start();
    }

    @AfterEach
    void stop() {
        ca.close();
    }

    private static Challenge challenge(String name, String token) {
        return new Challenge(DomainName.of(name), ChallengeType.TLS_ALPN_01, token, token + ".thumbprint", ACCOUNT);
    }

    private static List<Answer> answers(Challenge... challenges) {
        return Stream.of(challenges).map(challenge -> new Answer(challenge, "")).toList();
    }

    private Certificates certificates(TlsAlpn01Solver solver) {
        return Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(solver)
                .build();
    }

    @Test
    void listenerProvesNamesAndAddressesAndGivesThePortBack() throws IOException {
        CertificateBundle bundle = certificates(TlsAlpn01Solver.listen(address))
                .obtain(CertificateRequest.forNames("shop.example.test", "www.example.test", "127.0.0.1", "::1"));

        assertThat(bundle.names())
                .containsExactlyInAnyOrder(
                        DomainName.of("shop.example.test"),
                        DomainName.of("www.example.test"),
                        IpAddress.of("127.0.0.1"),
                        IpAddress.of("::1"));
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(address);
        }
    }

    @Test
    void serviceProvesItsNameOnThePortItServesOn() throws Exception {
        TlsAlpn01Solver solver = TlsAlpn01Solver.inService();
        Certificates certs = certificates(solver);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {solver.keyManager(certs.keyManager())}, null, null);
        HttpsServer service = HttpsServer.create(address, 0);
        service.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setApplicationProtocols(new String[] {"http/1.1", TlsAlpn01Solver.PROTOCOL});
                parameters.setSSLParameters(tls);
            }
        });
        service.start();
        try {
            CertificateBundle first = certs.obtain(CertificateRequest.forNames("shop.example.test"));
            assertThat(presented("shop.example.test")).isEqualTo(first.leaf());

            CertificateBundle second = certs.renew("shop.example.test");
            assertThat(presented("shop.example.test")).isEqualTo(second.leaf());
        } finally {
            service.stop(0);
        }
    }

    private X509Certificate presented(String host, String... protocols) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("root", ca.rootCertificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void listenerShowsNothingToThoseWhoDoNotSpeakTheProtocolOrAskForAnotherName() {
        TlsAlpn01Solver solver = TlsAlpn01Solver.listen(address);
        solver.present(answers(SHOP));
        try {
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> presented("shop.example.test", "http/1.1"));
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> presented("other.example.test", TlsAlpn01Solver.PROTOCOL));
        } finally {
            solver.cleanUp(answers(SHOP));
        }
    }

    @Test
    void connectionThatSaysNothingHoldsUpNobody() throws IOException {
        try (Socket silent = new Socket()) {
            TlsAlpn01Solver solver = TlsAlpn01Solver.listen(address);
            solver.present(answers(SHOP));
            silent.connect(address);

            CertificateBundle bundle = certificates(solver).obtain(CertificateRequest.forNames("www.example.test"));

            assertThat(bundle.names()).containsExactly(DomainName.of("www.example.test"));
            solver.cleanUp(answers(SHOP));
        }
    }

    @Test
    void secondProofForANameIsRefusedWhileTheFirstIsLive() {
        TlsAlpn01Solver solver = TlsAlpn01Solver.inService();
        solver.present(answers(SHOP));
        solver.present(answers(SHOP));

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.present(answers(challenge("shop.example.test", "two"))))
                .withMessageContaining("shop.example.test")
                .withMessageContaining("Try again");
        solver.cleanUp(answers(challenge("shop.example.test", "two")));
        solver.cleanUp(answers(SHOP));
        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.present(answers(challenge("shop.example.test", "two"))));
        solver.cleanUp(answers(SHOP));

        solver.present(answers(challenge("shop.example.test", "two")));
    }

    @Test
    void serviceThatCannotBeReachedIsSaidByTheCa() {
        assertThatExceptionOfType(AuthorizationFailedException.class)
                .isThrownBy(() -> certificates(TlsAlpn01Solver.inService())
                        .obtain(CertificateRequest.forNames("shop.example.test")))
                .withMessageContaining("connection");
    }

    @Test
    void portInUseIsExplained() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(address);
            TlsAlpn01Solver solver = TlsAlpn01Solver.listen(address);

            assertThatExceptionOfType(ChallengeSolverException.class)
                    .isThrownBy(() -> solver.present(answers(SHOP)))
                    .withMessageContaining("port " + address.getPort())
                    .withMessageContaining("inService");
            solver.cleanUp(answers(SHOP));
        }
    }

    @Test
    void hostsAndAddressesAreForTlsWildcardsAreNot() {
        TlsAlpn01Solver solver = TlsAlpn01Solver.inService();

        assertThat(solver.supports(DomainName.of("example.test"))).isTrue();
        assertThat(solver.supports(IpAddress.of("192.0.2.1"))).isTrue();
        assertThat(solver.supports(DomainName.of("*.example.test"))).isFalse();
    }
}
