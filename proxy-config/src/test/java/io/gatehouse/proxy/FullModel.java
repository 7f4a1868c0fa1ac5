package io.gatehouse.proxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** A model that asks for everything there is. */
final class FullModel {
    static final String HASH = "$2y$12$" + "abcdefghijklmnopqrstuv" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

    private FullModel() {}

    /** What some servers or versions cannot do, so that the model can do without. */
    enum Lack {
        /** Static files. */
        FILES,
        /** A file for the access log. */
        FILE_LOG,
        /** Requests counted. */
        RATE_LIMITS,
        /** Applications asked for their health. */
        ACTIVE_HEALTH,
        /** Applications counted out after so many failures. */
        PASSIVE_HEALTH,
        /** Applications that prove another name than their own. */
        OTHER_NAMES,
        /** Certificate revocation lists. */
        REVOCATIONS,
        /** Answers of an application compressed without its pages. */
        COMPRESSED_JSON,
        /** QUIC. */
        HTTP_3
    }

    static ReverseProxy proxy() {
        return without(Set.of());
    }

    /** What a dialect's newest version refuses of all this. */
    static Set<Lack> lacksOf(String dialect) {
        return switch (dialect) {
            case "nginx" -> EnumSet.of(Lack.ACTIVE_HEALTH, Lack.COMPRESSED_JSON);
            case "apache" -> EnumSet.of(Lack.RATE_LIMITS, Lack.PASSIVE_HEALTH, Lack.OTHER_NAMES, Lack.HTTP_3);
            case "haproxy" -> EnumSet.of(Lack.FILES, Lack.FILE_LOG, Lack.HTTP_3);
            default -> EnumSet.of(Lack.RATE_LIMITS, Lack.REVOCATIONS, Lack.HTTP_3);
        };
    }

    static ReverseProxy without(Set<Lack> lacks) {
        AccessLog log = lacks.contains(Lack.FILE_LOG)
                ? AccessLog.syslog()
                : AccessLog.file(Path.of("/var/log/gatehouse/access.log"));
        return ReverseProxy.builder()
                .listen(Listener.http(80))
                .listen(Listener.https(443))
                .trustedProxies(TrustedProxies.of("10.0.0.0/8", "2001:db8::/32"))
                .accessLog(log)
                .unknownHosts(UnknownHosts.NOT_FOUND)
                .site(application(lacks))
                .site(Site.forHosts("example.org")
                        .tls(policy(), certificate("apex"))
                        .http(HttpVersion.HTTP_1_1)
                        .route(Route.at("/").redirect(Redirect.toSite("https://app.example.org"))))
                .build();
    }

    private static TlsPolicy policy() {
        return TlsPolicy.custom("The till's terminals know no P-384.")
                .curves("X25519", "prime256v1")
                .build();
    }

    private static CertificatePaths certificate(String name) {
        Path folder = Path.of("/etc/tls").resolve(name);
        return CertificatePaths.in(folder).withBundle(folder.resolve("bundle.pem"));
    }

    private static Site.Builder application(Set<Lack> lacks) {
        ClientCertificates clients = ClientCertificates.optional(Path.of("/etc/tls/clients.pem"));
        Path revoked = Path.of("/etc/tls/clients.crl");
        Site.Builder site = Site.forHosts("app.example.org", "*.app.example.org")
                .tls(policy(), certificate("ecdsa"), certificate("rsa"))
                .acme(AcmeChallenges.handOver(Upstream.of("http://127.0.0.1:5002")))
                .hsts(Hsts.ramp(HstsRamp.YEAR).withSubDomains().withPreload())
                .headers(headers())
                .clientCertificates(lacks.contains(Lack.REVOCATIONS) ? clients : clients.withRevocations(revoked))
                .bodyLimit(BodyLimit.mebibytes(10))
                .route(Route.at("/").to("http://127.0.0.1:3000", "http://127.0.0.1:3001"))
                .route(apiRoute(lacks))
                .webSocket("/api/ws")
                .events("/api/events")
                .route(admin(lacks));
        if (!lacks.contains(Lack.HTTP_3)) {
            site.http(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2, HttpVersion.HTTP_3);
        }
        if (!lacks.contains(Lack.RATE_LIMITS)) {
            site.rateLimit(RateLimit.perSecond(20).burst(40));
        }
        if (!lacks.contains(Lack.FILES)) {
            site.route(Route.at("/assets")
                    .files(StaticFiles.in(Path.of("/srv/www")).fallback("/index.html"))
                    .compression(Compression.ofTexts()));
        }
        return site.route(Route.at("/old").redirect(Redirect.toPath("/new").status(Redirect.Status.MOVED)));
    }

    private static Route.Builder apiRoute(Set<Lack> lacks) {
        String[] types = lacks.contains(Lack.COMPRESSED_JSON)
                ? new String[] {"text/html", "application/json"}
                : new String[] {"application/json"};
        return Route.at("/api")
                .to(api(lacks))
                .connectTimeout(Duration.ofSeconds(2))
                .silence(Duration.ofMinutes(5))
                .bodyLimit(BodyLimit.unlimited())
                .compression(Compression.ofTypes(types).carryingNoSecrets());
    }

    private static Route.Builder admin(Set<Lack> lacks) {
        Route.Builder admin = Route.at("/admin")
                .to("http://127.0.0.1:3002")
                .basicAuth(BasicAuth.of("Staff only", "alice", PasswordHash.bcrypt(HASH)));
        return lacks.contains(Lack.RATE_LIMITS) ? admin : admin.rateLimit(RateLimit.perMinute(30));
    }

    private static Upstreams api(Set<Lack> lacks) {
        ActiveHealth health = ActiveHealth.of("/health").every(Duration.ofSeconds(5), Duration.ofSeconds(2));
        UpstreamTls trust = UpstreamTls.systemTrust();
        Upstreams servers = Upstreams.of("https://api-1.internal.example", "https://api-2.internal.example")
                .balance(Balance.LEAST_CONNECTIONS)
                .tls(lacks.contains(Lack.OTHER_NAMES) ? trust : trust.serverName("api.internal.example"));
        if (!lacks.contains(Lack.PASSIVE_HEALTH)) {
            servers = servers.passiveHealth(new PassiveHealth(2, Duration.ofSeconds(30)));
        }
        return lacks.contains(Lack.ACTIVE_HEALTH) ? servers : servers.activeHealth(health);
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
    }
}
