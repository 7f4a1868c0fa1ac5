package io.gatehouse.proxy;

import java.nio.file.Path;

/** The case of Semaphore's page on encrypted connections: an application on port 3000 with a WebSocket at /api/ws. */
final class SemaphoreCase {
    private SemaphoreCase() {}

    /** As short as a user writes it. */
    static ReverseProxy quickstart() {
        return ReverseProxy.forHosts("semaphore.example.org")
                .tls(TlsPolicy.intermediate(), certificate())
                .route("/", "http://127.0.0.1:3000")
                .webSocket("/api/ws")
                .build();
    }

    /** With a web root for http-01, which HAProxy cannot serve. */
    static ReverseProxy withWebroot() {
        return builder().acme(AcmeChallenges.webroot(Path.of("/var/www/acme"))).build();
    }

    static ReverseProxy withSolver() {
        return builder()
                .acme(AcmeChallenges.handOver(Upstream.of("http://127.0.0.1:5002")))
                .build();
    }

    static OneSiteBuilder builder() {
        return ReverseProxy.forHosts("semaphore.example.org")
                .tls(TlsPolicy.intermediate(), certificate())
                .route("/", "http://127.0.0.1:3000")
                .webSocket("/api/ws");
    }

    static CertificatePaths certificate() {
        return CertificatePaths.in(Path.of("/etc/gatehouse/semaphore"))
                .withBundle(Path.of("/etc/gatehouse/semaphore/bundle.pem"));
    }
}
