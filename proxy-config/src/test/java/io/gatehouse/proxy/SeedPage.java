package io.gatehouse.proxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The four products' pages, redone; where HAProxy serves no files, an application and a solver do. */
@SuppressWarnings("ImmutableEnumChecker") // The lambdas hold nothing.
enum SeedPage {
    SEMAPHORE(site -> site.route("/", "http://127.0.0.1:3000").webSocket("/api/ws")),
    LEMUR(
            site -> site.route("/api", "http://127.0.0.1:8000").files("/", Path.of("/www/lemur/lemur/static/dist")),
            site -> site.route("/", "http://127.0.0.1:8000")),
    SRE(site -> site.hsts(Hsts.ramp(HstsRamp.YEAR).withSubDomains())
            .referrerPolicy(ReferrerPolicy.NO_REFERRER)
            .route(Route.at("/")
                    .to(Upstreams.of("https://sre.internal.example:8443")
                            .tls(UpstreamTls.trust(Path.of("/opt/sre/etc/ca.pem")))))),
    GALAXY(
            site -> site.acme(AcmeChallenges.webroot(Path.of("/var/www/acme")))
                    .hsts(Hsts.ramp(HstsRamp.MINUTE))
                    .route(Route.at("/").to("http://127.0.0.1:8080").silence(Duration.ofMinutes(10))),
            site -> site.acme(AcmeChallenges.handOver(Upstream.of("http://127.0.0.1:5002")))
                    .hsts(Hsts.ramp(HstsRamp.MINUTE))
                    .route("/", "http://127.0.0.1:8080"));

    private final UnaryOperator<Site.Builder> rules;
    private final UnaryOperator<Site.Builder> withoutFiles;

    SeedPage(UnaryOperator<Site.Builder> rules) {
        this(rules, rules);
    }

    SeedPage(UnaryOperator<Site.Builder> rules, UnaryOperator<Site.Builder> withoutFiles) {
        this.rules = rules;
        this.withoutFiles = withoutFiles;
    }

    Printed print(String dialect) {
        Site.Builder site = Site.forHosts("app.example.org").tls(TlsPolicy.intermediate(), SemaphoreCase.certificate());
        UnaryOperator<Site.Builder> chosen = dialect.equals("haproxy") ? withoutFiles : rules;
        ReverseProxy proxy = ReverseProxy.builder().site(chosen.apply(site)).build();
        return Printed.of(dialect, ProxyDialects.named(dialect).render(proxy));
    }
}
