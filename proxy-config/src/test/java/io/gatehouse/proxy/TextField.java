package io.gatehouse.proxy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/** Every field of the model that takes text: its name in problems, a real value, and how a string gets into it. */
@SuppressWarnings("ImmutableEnumChecker") // The lambdas hold nothing, and the list is a copy.
enum TextField {
    HOST("sites[0].hosts[0]", TextForm.HOST, "app.example.org", (draft, text) -> draft.host = text),
    FULLCHAIN("sites[0].certificates[0].fullchain", TextForm.FILE, "/etc/tls/app/fullchain.pem", (draft, text) -> {
        draft.certificate = CertificatePaths.of(Path.of(text), draft.certificate.privateKey())
                .withBundle(draft.certificate.bundle().orElseThrow());
    }),
    PRIVATE_KEY("sites[0].certificates[0].privateKey", TextForm.FILE, "/etc/tls/app/privkey.pem", (draft, text) -> {
        draft.certificate = CertificatePaths.of(draft.certificate.fullchain(), Path.of(text))
                .withBundle(draft.certificate.bundle().orElseThrow());
    }),
    BUNDLE("sites[0].certificates[0].bundle", TextForm.FILE, "/etc/tls/app/bundle.pem", (draft, text) -> {
        draft.certificate = draft.certificate.withBundle(Path.of(text));
    }),
    KEY_BESIDE_CHAIN(
            "sites[0].certificates[0].fullchain",
            TextForm.FILE,
            "/etc/tls/chain.pem",
            (draft, text) -> draft.certificate = CertificatePaths.of(Path.of(text), Path.of(Path.of(text) + ".key")),
            "sites[0].certificates[0].privateKey",
            "sites[0].certificates[0].bundle"),
    POLICY_REASON("sites[0].tls.reason", TextForm.TEXT, "The till knows no P-384.", (draft, text) -> {
        draft.policy = () -> TlsPolicy.custom(text).build();
    }),
    POLICY_CIPHER("sites[0].tls.ciphers", TextForm.KNOWN, "ECDHE-RSA-AES128-GCM-SHA256", (draft, text) -> {
        draft.policy = () -> TlsPolicy.custom("Test").ciphers(text).build();
    }),
    POLICY_SUITE("sites[0].tls.cipherSuites", TextForm.KNOWN, "TLS_AES_128_GCM_SHA256", (draft, text) -> {
        draft.policy = () -> TlsPolicy.custom("Test").cipherSuites(text).build();
    }),
    POLICY_CURVE("sites[0].tls.curves", TextForm.KNOWN, "X25519", (draft, text) -> {
        draft.policy = () -> TlsPolicy.custom("Test").curves(text).build();
    }),
    WEBROOT(
            "sites[0].acme.webroot",
            TextForm.FILE,
            "/var/www/acme",
            (draft, text) -> draft.site(site -> site.acme(() -> AcmeChallenges.webroot(Path.of(text)))),
            "sites[0].acme"),
    SOLVER(
            "sites[0].acme.url",
            TextForm.URL_HOST,
            "solver.example",
            (draft, text) -> draft.site(
                    site -> site.acme(() -> AcmeChallenges.handOver(Upstream.of("http://" + text + ":5002")))),
            "sites[0].acme.host",
            "sites[0].acme.port"),
    CLIENT_AUTHORITIES(
            "sites[0].clientCertificates.authorities",
            TextForm.FILE,
            "/etc/tls/clients.pem",
            (draft, text) ->
                    draft.site(site -> site.clientCertificates(() -> ClientCertificates.required(Path.of(text)))),
            "sites[0].clientCertificates"),
    CLIENT_REVOCATIONS(
            "sites[0].clientCertificates.revocations",
            TextForm.FILE,
            "/etc/tls/clients.crl",
            (draft, text) -> draft.site(site -> site.clientCertificates(() ->
                    ClientCertificates.optional(draft.around.authorities()).withRevocations(Path.of(text)))),
            "sites[0].clientCertificates"),
    CSP_SOURCE("sites[0].headers.source", TextForm.CSP_SOURCE, "https://cdn.example.org", (draft, text) -> {
        draft.site(site -> site.headers(() -> SecurityHeaders.DEFAULT.contentSecurityPolicy(
                ContentSecurityPolicy.selfOnly().with(CspDirective.IMG_SRC, new CspSource(text)))));
    }),
    CSP_ORIGIN(
            "sites[0].headers.url",
            TextForm.ORIGIN,
            "https://*.example.org:8443",
            (draft, text) -> draft.site(site -> site.headers(() -> SecurityHeaders.DEFAULT.contentSecurityPolicy(
                    ContentSecurityPolicy.selfOnly().with(CspDirective.SCRIPT_SRC, CspSource.origin(text))))),
            "sites[0].headers.host",
            "sites[0].headers.port"),
    UPSTREAM_TRUST(
            "sites[0].upstreamTrust",
            TextForm.FILE,
            "/etc/tls/upstreams.pem",
            (draft, text) -> {
                draft.upstream = draft.around.secure();
                draft.site(site -> site.upstreamTrust(Path.of(text)));
            },
            "sites[0].routes[0].upstreams.tls.trust"),
    ROUTE_PATH("sites[0].routes[1].path", TextForm.ROUTE, "/api/v1", (draft, text) -> {
        draft.route(Route.at(text).to(draft.around.other()));
    }),
    WEB_SOCKET_PATH("sites[0].routes[1].path", TextForm.ROUTE, "/api/ws", (draft, text) -> {
        draft.route(Route.at(text).webSocket());
    }),
    EVENTS_PATH("sites[0].routes[1].path", TextForm.ROUTE, "/api/events", (draft, text) -> {
        draft.route(Route.at(text).events());
    }),
    GUARDED_PATH("sites[0].routes[1].path", TextForm.ROUTE, "/admin", (draft, text) -> {
        draft.route(Route.at(text).to(draft.around.other()).basicAuth(Draft.STAFF));
    }),
    INNER_PATH("sites[0].routes[2].path", TextForm.ROUTE, "/open", (draft, text) -> {
        draft.route(Route.at("/admin").to(draft.around.other()).basicAuth(Draft.STAFF));
        draft.route(Route.at(text.startsWith("/") ? "/admin" + text : text).to(draft.around.upstream()));
    }),
    FILES_PATH("sites[0].routes[1].path", TextForm.ROUTE, "/assets", (draft, text) -> {
        draft.route(Route.at(text).files(draft.files()));
    }),
    REDIRECTED_PATH(
            "sites[0].routes[1].path",
            TextForm.ROUTE,
            "/old",
            (draft, text) -> {
                draft.route(Route.at(text).redirect(Redirect.toPath("/new")));
            },
            "sites[0].routes[1].redirect"),
    UPSTREAM_HOST(
            "sites[0].routes[0].upstreams.servers[0].url",
            TextForm.URL_HOST,
            "back.example",
            (draft, text) -> draft.upstream = "http://" + text + ":3000",
            "sites[0].routes[0].upstreams.servers[0].host"),
    SECOND_UPSTREAM_HOST(
            "sites[0].routes[1].upstreams.servers[1].url",
            TextForm.URL_HOST,
            "back-2.example",
            (draft, text) -> draft.route(Route.at("/both").to(draft.around.other(), "http://" + text + ":3002")),
            "sites[0].routes[1].upstreams.servers[1].host"),
    HTTPS_UPSTREAM_HOST(
            "sites[0].routes[1].upstreams.servers[0].url",
            TextForm.URL_HOST,
            "api.example",
            (draft, text) -> {
                draft.site(site -> site.upstreamTrust(draft.around.authorities()));
                draft.route(Route.at("/api").to("https://" + text + ":3002"));
            },
            "sites[0].routes[1].upstreams.servers[0].host"),
    UPSTREAM_SERVER_NAME(
            "sites[0].routes[1].upstreams.serverName",
            TextForm.HOST,
            "api.internal.example",
            (draft, text) -> draft.route(Route.at("/api")
                    .to(() -> Upstreams.of(draft.around.secure())
                            .tls(UpstreamTls.trust(draft.around.authorities()).serverName(text)))),
            "sites[0].routes[1].upstreams.tls.serverName"),
    UPSTREAM_ANCHORS(
            "sites[0].routes[1].upstreams.tls.trust",
            TextForm.FILE,
            "/etc/tls/internal.pem",
            (draft, text) -> draft.route(Route.at("/api")
                    .to(() -> Upstreams.of(draft.around.secure()).tls(UpstreamTls.trust(Path.of(text))))),
            "sites[0].routes[1].upstreams"),
    HEALTH_PATH(
            "sites[0].routes[1].upstreams.path",
            TextForm.ROUTE,
            "/health",
            (draft, text) -> draft.route(
                    Route.at("/api").to(() -> Upstreams.of(draft.around.other()).activeHealth(ActiveHealth.of(text)))),
            "sites[0].routes[1].upstreams.activeHealth",
            "sites[0].routes[1].upstreams.activeHealth.path"),
    FILES_ROOT(
            "sites[0].routes[1].files.root",
            TextForm.FILE,
            "/srv/www",
            (draft, text) -> draft.route(Route.at("/assets").files(() -> StaticFiles.in(Path.of(text)))),
            "sites[0].routes[1].files"),
    FILES_INDEX(
            "sites[0].routes[1].files.index",
            TextForm.TEXT,
            "index.html",
            (draft, text) ->
                    draft.route(Route.at("/assets").files(() -> draft.files().index(text)))),
    FILES_FALLBACK(
            "sites[0].routes[1].files.path",
            TextForm.ROUTE,
            "/index.html",
            (draft, text) ->
                    draft.route(Route.at("/assets").files(() -> draft.files().fallback(text))),
            "sites[0].routes[1].files.fallback"),
    REDIRECT_ORIGIN(
            "sites[0].routes[1].redirect",
            TextForm.ORIGIN,
            "https://www.example.org",
            (draft, text) -> draft.route(Route.at("/old").redirect(() -> Redirect.toSite(text))),
            "sites[0].routes[1].redirect.url",
            "sites[0].routes[1].redirect.host",
            "sites[0].routes[1].redirect.port",
            "sites[0].routes[1].redirect.origin"),
    REDIRECT_PATH(
            "sites[0].routes[1].redirect.path",
            TextForm.ROUTE,
            "/new",
            (draft, text) -> draft.route(Route.at("/old").redirect(() -> Redirect.toPath(text))),
            "sites[0].routes[1].redirect"),
    REALM("sites[0].routes[1].basicAuth.realm", TextForm.REALM, "Staff only", (draft, text) -> {
        draft.route(
                Route.at("/admin").to(draft.around.other()).basicAuth(() -> BasicAuth.of(text, "alice", Draft.HASH)));
    }),
    USER(
            "sites[0].routes[1].basicAuth.name",
            TextForm.TEXT,
            "alice",
            (draft, text) -> draft.route(Route.at("/admin")
                    .to(draft.around.other())
                    .basicAuth(() -> BasicAuth.of("Staff", text, Draft.HASH))),
            "sites[0].routes[1].basicAuth.users"),
    PASSWORD_HASH("sites[0].routes[1].basicAuth.hash", TextForm.HASH, FullModel.HASH, (draft, text) -> {
        draft.route(Route.at("/admin")
                .to(draft.around.other())
                .basicAuth(() -> BasicAuth.of("Staff", "alice", PasswordHash.bcrypt(text))));
    }),
    COMPRESSED_TYPE("sites[0].routes[1].compression.type", TextForm.MEDIA_TYPE, "text/css", (draft, text) -> {
        draft.route(Route.at("/assets").files(draft.files()).compression(() -> Compression.ofTypes("text/html", text)));
    }),
    ACCESS_LOG("accessLog.file", TextForm.FILE, "/var/log/gatehouse/access.log", (draft, text) -> {
        AccessLog log = AccessLog.file(Path.of(text));
        draft.proxy(proxy -> proxy.accessLog(log));
    }),
    TRUSTED_RANGE("ranges[0]", TextForm.RANGE, "10.0.0.0/8", (draft, text) -> {
        TrustedProxies trusted = TrustedProxies.of(text);
        draft.proxy(proxy -> proxy.trustedProxies(trusted));
    }),
    LISTENER("address", TextForm.ADDRESS, "127.0.0.1", (draft, text) -> {
        Listener listener = Listener.https(text, 443);
        // The names that nginx's log goes by are made of the address, and spell it another way.
        draft.proxy(proxy -> proxy.listen(listener).accessLog(AccessLog.off()));
    }),
    SCRATCH("scratch", TextForm.FILE, "/var/tmp/trial", (draft, text) -> draft.scratch = Path.of(text));

    private final List<String> names;
    private final TextForm form;
    private final String real;
    private final BiConsumer<Draft, String> put;

    TextField(String name, TextForm form, String real, BiConsumer<Draft, String> put, String... otherNames) {
        this.names = Draft.names(name, otherNames);
        this.form = form;
        this.real = real;
        this.put = put;
    }

    /** What a problem with it may be called: by its place in the model, or by a type that knows no place. */
    List<String> names() {
        return names;
    }

    TextForm form() {
        return form;
    }

    /** A value as people write it. */
    String real() {
        return real;
    }

    /** Whether a model with it takes long to build, since it reads the guidelines each time. */
    boolean takesLong() {
        return name().startsWith("POLICY_");
    }

    /** A small model with the text in this field, all else being harmless. */
    Draft holding(String text) {
        return holding(text, Surroundings.MADE_UP);
    }

    /** The same with something real around it. */
    Draft holding(String text, Surroundings around) {
        Draft draft = new Draft(around);
        put.accept(draft, text);
        return draft;
    }
}
