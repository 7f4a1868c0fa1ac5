package io.gatehouse.proxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Sites of many kinds under any name: alike and unlike, sharing and not, and one that is refused. */
final class SitePool {
    private static final List<Function<Site.Builder, Site.Builder>> KINDS = List.of(
            site -> site.route("/", "http://127.0.0.1:3000"),
            site -> site.route("/", "http://127.0.0.1:3001").webSocket("/ws"),
            site -> site.route(Route.at("/").to("http://127.0.0.1:3000", "http://127.0.0.1:3001")),
            site -> site.route(Route.at("/").to("http://127.0.0.1:3000", "http://127.0.0.1:3002"))
                    .framing(Framing.SAME_ORIGIN),
            site -> site.rateLimit(RateLimit.perSecond(20).burst(40)).route("/", "http://127.0.0.1:3000"),
            site -> site.route(Route.at("/a")
                            .to("http://127.0.0.1:3000")
                            .rateLimit(new RateLimit(5, Duration.ofMinutes(5), 0)))
                    .files("/", Path.of("/srv/www")),
            site -> site.route(Route.at("/")
                    .to("http://127.0.0.1:3000")
                    .basicAuth(BasicAuth.of("Pay $5", "alice", PasswordHash.bcrypt(FullModel.HASH)))),
            site -> site.route(Route.at("/staff")
                    .files(Path.of("/srv/www"))
                    .basicAuth(BasicAuth.of("Staff", "bob", PasswordHash.bcrypt(FullModel.HASH)))),
            site -> site.clientCertificates(ClientCertificates.required(Path.of("/etc/tls/clients.pem")))
                    .route("/", "http://localhost:3000"),
            site -> site.acme(AcmeChallenges.handOver(Upstream.of("http://127.0.0.1:5002")))
                    .route(Route.at("/").redirect(Redirect.toSite("https://elsewhere.example"))),
            site -> site.route(
                    Route.at("/").to(Upstreams.of("http://127.0.0.1:3000").activeHealth(ActiveHealth.of("/health")))));

    private SitePool() {}

    static int kinds() {
        return KINDS.size();
    }

    static Site site(int kind, String host) {
        return KINDS.get(kind).apply(bare(host)).build();
    }

    /** A site that is like no other. */
    static Site ofItsOwn(int number, String host) {
        return bare(host).route("/", "http://127.0.0.1:" + (4000 + number)).build();
    }

    private static Site.Builder bare(String host) {
        return Site.forHosts(host)
                .tls(
                        TlsPolicy.intermediate(),
                        CertificatePaths.in(Path.of("/etc/tls")).withBundle(Path.of("/etc/tls/bundle.pem")));
    }
}
