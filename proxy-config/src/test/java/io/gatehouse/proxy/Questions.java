package io.gatehouse.proxy;

import io.gatehouse.core.pki.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** Files of the application itself, or a solver's own port where the server cannot serve files. */
    private AcmeChallenges challenges() throws IOException {
        if (bed().server() == ServerUnderTest.HAPROXY) {
            return AcmeChallenges.handOver(Upstream.of(bed().application().url()));
        }
        Path challenges = bed().folder("webroot/.well-known/acme-challenge");
        Files.writeString(challenges.resolve(EchoBackEnd.CHALLENGE_TOKEN), EchoBackEnd.KEY_AUTHORIZATION);
        return AcmeChallenges.webroot(bed().folder("webroot"));
    }
}
