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
    POLICY_REASON("reason", TextForm.TEXT, "The till knows no P-384.", (draft, text) -> {
        draft.policy = TlsPolicy.custom(text).build();
    }),
    POLICY_CIPHER("ciphers", TextForm.KNOWN, "ECDHE-RSA-AES128-GCM-SHA256", (draft, text) -> {
        draft.policy = TlsPolicy.custom("Test").ciphers(text).build();
    }),
    POLICY_SUITE("cipherSuites", TextForm.KNOWN, "TLS_AES_128_GCM_SHA256", (draft, text) -> {
        draft.policy = TlsPolicy.custom("Test").cipherSuites(text).build();
    }),
    POLICY_CURVE("curves", TextForm.KNOWN, "X25519", (draft, text) -> {
        draft.policy = TlsPolicy.custom("Test").curves(text).build();
    }),
    WEBROOT("sites[0].acme.webroot", TextForm.FILE, "/var/www/acme", (draft, text) -> {
        AcmeChallenges webroot = AcmeChallenges.webroot(Path.of(text));
        draft.site(site -> site.acme(webroot));
    }),
    SOLVER(
            "url",
            TextForm.URL_HOST,
            "solver.example",
            (draft, text) -> {
                AcmeChallenges solver = AcmeChallenges.handOver(Upstream.of("http://" + text + ":5002"));
                draft.site(site -> site.acme(solver));
            },
            "host",
            "port"),
    CLIENT_AUTHORITIES(
            "sites[0].clientCertificates.authorities", TextForm.FILE, "/etc/tls/clients.pem", (draft, text) -> {
                ClientCertificates clients = ClientCertificates.required(Path.of(text));
                draft.site(site -> site.clientCertificates(clients));
            }),
    CLIENT_REVOCATIONS(
            "sites[0].clientCertificates.revocations", TextForm.FILE, "/etc/tls/clients.crl", (draft, text) -> {
                ClientCertificates clients =
                        ClientCertificates.optional(Draft.AUTHORITIES).withRevocations(Path.of(text));
                draft.site(site -> site.clientCertificates(clients));
            }),
    CSP_SOURCE("source", TextForm.CSP_SOURCE, "https://cdn.example.org", (draft, text) -> {
        CspSource source = new CspSource(text);
        draft.site(site -> site.headers(SecurityHeaders.DEFAULT.contentSecurityPolicy(
                ContentSecurityPolicy.selfOnly().with(CspDirective.IMG_SRC, source))));
    }),
    CSP_ORIGIN(
            "url",
            TextForm.ORIGIN,
            "https://*.example.org:8443",
            (draft, text) -> {
                CspSource source = CspSource.origin(text);
                draft.site(site -> site.headers(SecurityHeaders.DEFAULT.contentSecurityPolicy(
                        ContentSecurityPolicy.selfOnly().with(CspDirective.SCRIPT_SRC, source))));
            },
            "host",
            "port"),
    UPSTREAM_TRUST(
            "sites[0].upstreamTrust",
            TextForm.FILE,
            "/etc/tls/upstreams.pem",
            (draft, text) -> {
                draft.upstream = "https://back.example";
                draft.site(site -> site.upstreamTrust(Path.of(text)));
            },
            "sites[0].routes[0].upstreams.tls.trust"),
    ROUTE_PATH("sites[0].routes[1].path", TextForm.ROUTE, "/api/v1", (draft, text) -> {
        draft.route(Route.at(text).to("http://127.0.0.1:3001"));
    }),
    WEB_SOCKET_PATH("sites[0].routes[1].path", TextForm.ROUTE, "/api/ws", (draft, text) -> {
        draft.route(Route.at(text).webSocket());
    }),
    EVENTS_PATH("sites[0].routes[1].path", TextForm.ROUTE, "/api/events", (draft, text) -> {
        draft.route(Route.at(text).events());
    }),
    GUARDED_PATH("sites[0].routes[1].path", TextForm.ROUTE, "/admin", (draft, text) -> {
        draft.route(Route.at(text).to("http://127.0.0.1:3001").basicAuth(Draft.STAFF));
    }),
    INNER_PATH("sites[0].routes[2].path", TextForm.ROUTE, "/open", (draft, text) -> {
        draft.route(Route.at("/admin").to("http://127.0.0.1:3001").basicAuth(Draft.STAFF));
        draft.route(Route.at(text.startsWith("/") ? "/admin" + text : text).to("http://127.0.0.1:3002"));
    }),
    FILES_PATH("sites[0].routes[1].path", TextForm.ROUTE, "/assets", (draft, text) -> {
        draft.route(Route.at(text).files(Draft.FILES));
    }),
    REDIRECTED_PATH(
            "sites[0].routes[1].path",
            TextForm.ROUTE,
            "/old",
            (draft, text) -> {
                draft.route(Route.at(text).redirect(Redirect.toPath("/new")));
            },
            "sites[0].routes[1].redirect"),
    UPSTREAM_HOST("sites[0].routes[0].upstreams", TextForm.URL_HOST, "back.example", (draft, text) -> {
        draft.upstream = "http://" + text + ":3000";
    }),
    SECOND_UPSTREAM_HOST("sites[0].routes[1].upstreams", TextForm.URL_HOST, "back-2.example", (draft, text) -> {
        draft.route(Route.at("/both").to("http://127.0.0.1:3001", "http://" + text + ":3002"));
    }),
    HTTPS_UPSTREAM_HOST("sites[0].routes[1].upstreams", TextForm.URL_HOST, "api.example", (draft, text) -> {
        draft.site(site -> site.upstreamTrust(Draft.AUTHORITIES));
        draft.route(Route.at("/api").to("https://" + text + ":3002"));
    }),
    UPSTREAM_SERVER_NAME(
            "server name",
            TextForm.HOST,
            "api.internal.example",
            (draft, text) -> {
                Upstreams upstreams = Upstreams.of("https://api.example")
                        .tls(UpstreamTls.trust(Draft.AUTHORITIES).serverName(text));
                draft.route(Route.at("/api").to(upstreams));
            },
            "sites[0].routes[1].upstreams.tls.serverName",
            "sites[0].routes[1].upstreams.tls"),
    UPSTREAM_ANCHORS(
            "sites[0].routes[1].upstreams.tls.trust", TextForm.FILE, "/etc/tls/internal.pem", (draft, text) -> {
                Upstreams upstreams = Upstreams.of("https://api.example").tls(UpstreamTls.trust(Path.of(text)));
                draft.route(Route.at("/api").to(upstreams));
            }),
    HEALTH_PATH(
            "path",
            TextForm.ROUTE,
            "/health",
            (draft, text) -> {
                ActiveHealth health = ActiveHealth.of(text);
                draft.route(Route.at("/api")
                        .to(Upstreams.of("http://127.0.0.1:3001").activeHealth(health)));
            },
            "sites[0].routes[1].upstreams.activeHealth.path"),
    FILES_ROOT("sites[0].routes[1].files.root", TextForm.FILE, "/srv/www", (draft, text) -> {
        draft.route(Route.at("/assets").files(StaticFiles.in(Path.of(text))));
    }),
    FILES_INDEX("index", TextForm.TEXT, "index.html", (draft, text) -> {
        draft.route(Route.at("/assets").files(Draft.FILES.index(text)));
    }),
    FILES_FALLBACK(
            "path",
            TextForm.ROUTE,
            "/index.html",
            (draft, text) -> {
                draft.route(Route.at("/assets").files(Draft.FILES.fallback(text)));
            },
            "fallback"),
    REDIRECT_ORIGIN(
            "url",
            TextForm.ORIGIN,
            "https://www.example.org",
            (draft, text) -> {
                draft.route(Route.at("/old").redirect(Redirect.toSite(text)));
            },
            "host",
            "port",
            "origin",
            "sites[0].routes[1].redirect"),
    REDIRECT_PATH(
            "path",
            TextForm.ROUTE,
            "/new",
            (draft, text) -> {
                draft.route(Route.at("/old").redirect(Redirect.toPath(text)));
            },
            "sites[0].routes[1].redirect"),
    REALM(
            "realm",
            TextForm.REALM,
            "Staff only",
            (draft, text) -> {
                draft.route(Route.at("/admin")
                        .to("http://127.0.0.1:3001")
                        .basicAuth(BasicAuth.of(text, "alice", Draft.HASH)));
            },
            "sites[0].routes[1].basicAuth.realm"),
    USER(
            "name",
            TextForm.TEXT,
            "alice",
            (draft, text) -> {
                draft.route(Route.at("/admin")
                        .to("http://127.0.0.1:3001")
                        .basicAuth(BasicAuth.of("Staff", text, Draft.HASH)));
            },
            "sites[0].routes[1].basicAuth.users"),
    PASSWORD_HASH("hash", TextForm.HASH, FullModel.HASH, (draft, text) -> {
        PasswordHash hash = PasswordHash.bcrypt(text);
        draft.route(Route.at("/admin").to("http://127.0.0.1:3001").basicAuth(BasicAuth.of("Staff", "alice", hash)));
    }),
    COMPRESSED_TYPE("type", TextForm.MEDIA_TYPE, "text/css", (draft, text) -> {
        draft.route(Route.at("/assets").files(Draft.FILES).compression(Compression.ofTypes("text/html", text)));
    }),
    ACCESS_LOG("accessLog.file", TextForm.FILE, "/var/log/gatehouse/access.log", (draft, text) -> {
        AccessLog log = AccessLog.file(Path.of(text));
        draft.proxy(proxy -> proxy.accessLog(log));
    }),
    TRUSTED_RANGE(
            "range",
            TextForm.RANGE,
            "10.0.0.0/8",
            (draft, text) -> {
                TrustedProxies trusted = TrustedProxies.of(text);
                draft.proxy(proxy -> proxy.trustedProxies(trusted));
            },
            "ranges[0]"),
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
        Draft draft = new Draft();
        put.accept(draft, text);
        return draft;
    }
}
