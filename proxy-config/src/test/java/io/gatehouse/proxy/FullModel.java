package io.gatehouse.proxy;

import java.nio.file.Path;
import java.time.Duration;

/** A model that asks for everything there is. */
final class FullModel {
    static final String HASH = "$2y$12$" + "abcdefghijklmnopqrstuv" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

    private FullModel() {}

    static ReverseProxy proxy() {
        // region model
        return ReverseProxy.builder()
                .listen(Listener.http(80))
                .listen(Listener.https(443))
                .trustedProxies(TrustedProxies.of("10.0.0.0/8", "2001:db8::/32"))
                .accessLog(AccessLog.file(Path.of("/var/log/gatehouse/access.log")))
                .unknownHosts(UnknownHosts.NOT_FOUND)
                .site(application())
                .site(Site.forHosts("example.org")
                        .tls(policy(), CertificatePaths.in(Path.of("/etc/tls/apex")))
                        .http(HttpVersion.HTTP_1_1)
                        .route(Route.at("/").redirect(Redirect.toSite("https://app.example.org"))))
                .build();
    }

    private static TlsPolicy policy() {
        return TlsPolicy.custom("The till's terminals know no P-384.")
                .curves("X25519", "prime256v1")
                .build();
    }

    private static Site.Builder application() {
        return Site.forHosts("app.example.org", "*.app.example.org")
                .tls(
                        policy(),
                        CertificatePaths.in(Path.of("/etc/tls/ecdsa")),
                        CertificatePaths.in(Path.of("/etc/tls/rsa")))
                .acme(AcmeChallenges.handOver(Upstream.of("http://127.0.0.1:5002")))
                .hsts(Hsts.ramp(HstsRamp.YEAR).withSubDomains().withPreload())
                .headers(headers())
                .http(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2, HttpVersion.HTTP_3)
                .clientCertificates(ClientCertificates.optional(Path.of("/etc/tls/clients.pem"))
                        .withRevocations(Path.of("/etc/tls/clients.crl")))
                .bodyLimit(BodyLimit.mebibytes(10))
                .rateLimit(RateLimit.perSecond(20).burst(40))
                .route(Route.at("/").to("http://127.0.0.1:3000", "http://127.0.0.1:3001"))
                .route(Route.at("/api")
                        .to(api())
                        .connectTimeout(Duration.ofSeconds(2))
                        .silence(Duration.ofMinutes(5))
                        .bodyLimit(BodyLimit.unlimited())
                        .compression(Compression.ofTypes("application/json").carryingNoSecrets()))
                .webSocket("/api/ws")
                .events("/api/events")
                .route(Route.at("/admin")
                        .to("http://127.0.0.1:3002")
                        .rateLimit(RateLimit.perMinute(30))
                        .basicAuth(BasicAuth.of("Staff only", "alice", PasswordHash.bcrypt(HASH))))
                .route(Route.at("/assets")
                        .files(StaticFiles.in(Path.of("/srv/www")).fallback("/index.html"))
                        .compression(Compression.ofTexts()))
                .route(Route.at("/old").redirect(Redirect.toPath("/new").status(Redirect.Status.MOVED)));
    }

    private static Upstreams api() {
        return Upstreams.of("https://api-1.internal.example", "https://api-2.internal.example")
                .balance(Balance.LEAST_CONNECTIONS)
                .passiveHealth(new PassiveHealth(2, Duration.ofSeconds(30)))
                .activeHealth(ActiveHealth.of("/health").every(Duration.ofSeconds(5), Duration.ofSeconds(2)))
                .tls(UpstreamTls.systemTrust().serverName("api.internal.example"));
    }

    private static SecurityHeaders headers() {
        return SecurityHeaders.DEFAULT
                .framing(Framing.SAME_ORIGIN)
                .referrerPolicy(ReferrerPolicy.NO_REFERRER)
                .contentSecurityPolicy(ContentSecurityPolicy.selfOnly()
                        .with(CspDirective.IMG_SRC, CspSource.SELF, CspSource.DATA)
                        .with(CspDirective.SCRIPT_SRC, CspSource.SELF, CspSource.origin("https://cdn.example.org")))
                .permissions(PermissionsPolicy.denyAll().allowSelf(BrowserFeature.FULLSCREEN))
                .crossOrigin(CrossOrigin.unset().opener(CrossOrigin.Opener.SAME_ORIGIN));
        // end
    }
}
