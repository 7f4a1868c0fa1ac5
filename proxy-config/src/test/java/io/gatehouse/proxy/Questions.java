package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Questions that every server is asked. */
interface Questions {
    String HOST = "semaphore.example.org";

    /** What is needed to ask. */
    TestBed bed();

    /** Semaphore's case: an application with a WebSocket, and plain HTTP for the redirect and the ACME challenge. */
    default TestBed.Instance semaphore() throws IOException {
        AcmeChallenges challenges = challenges();
        return bed().instance(
                        "semaphore",
                        ports -> semaphore(TlsPolicy.intermediate(), ports.https())
                                .listen(Listener.http("127.0.0.1", ports.http()))
                                .acme(challenges)
                                .build());
    }

    /** The same over HTTPS alone, under another policy. */
    default OneSiteBuilder semaphore(TlsPolicy policy, int httpsPort) {
        return semaphore(policy, httpsPort, bed().certificate(HOST), bed().certificate(KeyType.RSA_2048, HOST));
    }

    /** The same with other certificates. */
    default OneSiteBuilder semaphore(TlsPolicy policy, int httpsPort, CertificatePaths... certificates) {
        return ReverseProxy.forHosts(HOST)
                .tls(policy, certificates)
                .listen(Listener.https("127.0.0.1", httpsPort))
                .route("/", bed().application().url())
                .webSocket("/api/ws");
    }

    /** One site over HTTPS alone, with these rules. */
    default TestBed.Instance site(String theme, UnaryOperator<Site.Builder> rules) throws IOException {
        return bed().instance(
                        theme,
                        ports -> ReverseProxy.builder()
                                .listen(Listener.https("127.0.0.1", ports.https()))
                                .site(rules.apply(plain(HOST)))
                                .build());
    }

    /** A site that has its name and certificate, and no route yet. */
    default Site.Builder plain(String host) {
        return Site.forHosts(host).tls(TlsPolicy.intermediate(), bed().certificate(host));
    }

    /** Asks for a path of {@link #HOST}. */
    default RawClient.Answer get(TestBed.Instance instance, String path, String... headers) throws IOException {
        return bed().client().getOverTls(HOST, instance.httpsPort(), HOST, path, headers);
    }

    /** What every answer carries, whoever gives it. */
    static void assertSecured(RawClient.Answer answer) {
        assertThat(answer.header("Strict-Transport-Security")).containsExactly("max-age=63072000");
        assertThat(answer.header("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.header("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.header("Referrer-Policy")).containsExactly("strict-origin-when-cross-origin");
        assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(answer.header("Server")).noneMatch(name -> name.matches(".*[0-9].*"));
    }

    /** Files of the application itself, or a solver's own port where the server cannot serve files. */
    private AcmeChallenges challenges() throws IOException {
        if (bed().server().is(ServerUnderTest.HAPROXY)) {
            return AcmeChallenges.handOver(Upstream.of(bed().application().url()));
        }
        Path challenges = bed().folder("webroot/.well-known/acme-challenge");
        Files.writeString(challenges.resolve(EchoBackEnd.CHALLENGE_TOKEN), EchoBackEnd.KEY_AUTHORIZATION);
        return AcmeChallenges.webroot(bed().folder("webroot"));
    }
}
