package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/** Routes that answer themselves, headers a site asks for, and the versions of HTTP. */
interface RouteQuestions extends Questions {
    @Test
    default void redirectsARoute() throws IOException {
        TestBed.Instance instance = site(
                "redirects",
                site -> site.route("/", bed().application().url())
                        .route(Route.at("/old").redirect(Redirect.toPath("/new").status(Redirect.Status.MOVED)))
                        .route(Route.at("/gone").redirect(Redirect.toSite("https://www.example.org"))));

        RawClient.Answer moved = get(instance, "/old/page");
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.header("Location"))
                .singleElement()
                .asString()
                .isIn("/new", "https://" + HOST + ":" + instance.httpsPort() + "/new");
        Questions.assertSecured(moved);
        RawClient.Answer elsewhere = get(instance, "/gone/page?a=b");
        assertThat(elsewhere.status()).isEqualTo(308);
        assertThat(elsewhere.header("Location")).containsExactly("https://www.example.org/gone/page?a=b");
        assertThat(get(instance, "/older").status()).isEqualTo(200);
    }

    /** Signs that mean something in a server's patterns stand for themselves in a path. */
    @Test
    default void redirectsPathsOfAnyLetters() throws IOException {
        List<String> paths = List.of("/page.html", "/c++", "/notes(old)", "/it's~&;=:@,!");
        TestBed.Instance instance = site("redirects-letters", site -> {
            site.route("/", bed().application().url());
            paths.forEach(path -> site.route(Route.at(path).redirect(Redirect.toSite("https://www.example.org"))));
            return site;
        });

        for (String path : paths) {
            assertThat(get(instance, path).header("Location")).containsExactly("https://www.example.org" + path);
        }
        assertThat(get(instance, "/pagexhtml").status()).isEqualTo(200);
        assertThat(get(instance, "/ccc").status()).isEqualTo(200);
        assertThat(get(instance, "/notesold").status()).isEqualTo(200);
    }

    @Test
    default void sendsTheHeadersOfTheModel() throws IOException {
        SecurityHeaders headers = SecurityHeaders.DEFAULT
                .framing(Framing.SAME_ORIGIN)
                .referrerPolicy(ReferrerPolicy.NO_REFERRER)
                .contentSecurityPolicy(
                        ContentSecurityPolicy.selfOnly().with(CspDirective.IMG_SRC, CspSource.SELF, CspSource.DATA))
                .permissions(PermissionsPolicy.denyAll().allowSelf(BrowserFeature.FULLSCREEN))
                .crossOrigin(CrossOrigin.unset().opener(CrossOrigin.Opener.SAME_ORIGIN));
        TestBed.Instance instance = site(
                "headers",
                site -> site.headers(headers).route("/", bed().application().url()));

        for (String path : new String[] {"/", "/missing", "/broken"}) {
            RawClient.Answer answer = get(instance, path);
            assertThat(answer.header("X-Frame-Options")).containsExactly("SAMEORIGIN");
            assertThat(answer.header("Referrer-Policy")).containsExactly("no-referrer");
            assertThat(String.join(" ", answer.header("Content-Security-Policy")))
                    .contains("default-src 'self'", "img-src 'self' data:", "frame-ancestors 'self'");
            assertThat(answer.header("Permissions-Policy"))
                    .singleElement()
                    .asString()
                    .contains("fullscreen=(self)", "camera=()");
            assertThat(answer.header("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
        }
    }

    @Test
    default void speaksHttp2UnlessTold() throws IOException {
        assertThat(protocolOf(semaphore())).isEqualTo("h2");
        TestBed.Instance instance = site(
                "http-1.1",
                site -> site.http(HttpVersion.HTTP_1_1)
                        .route("/", bed().application().url()));
        assertThat(protocolOf(instance)).isIn("http/1.1", "");
    }

    @Test
    default void answersUnknownHostsWhenTold() throws IOException {
        TestBed.Instance instance = bed().instance(
                        "unknown-hosts",
                        ports -> ReverseProxy.builder()
                                .listen(Listener.https("127.0.0.1", ports.https()))
                                .unknownHosts(UnknownHosts.NOT_FOUND)
                                .site(plain(HOST).route("/", bed().application().url()))
                                .build());

        assertThat(bed().client()
                        .getOverTls(HOST, instance.httpsPort(), "foreign.example.org", "/")
                        .status())
                .isEqualTo(404);
        assertThat(get(instance, "/").status()).isEqualTo(200);
    }

    private String protocolOf(TestBed.Instance instance) throws IOException {
        SSLSocketFactory sockets = bed().client().context().getSocketFactory();
        try (SSLSocket socket = (SSLSocket)
                sockets.createSocket(RawClient.plain(instance.httpsPort()), HOST, instance.httpsPort(), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }
}
