package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The behaviour suite against the installed nginx, and what only nginx makes difficult. */
class NginxIT extends ProxyBehaviour {
    NginxIT() {
        super(ServerUnderTest.NGINX);
    }

    /**
     * The commercial edition alone asks upstreams, text/html is compressed wherever anything is, and of a TLS policy only the
     * ciphers are settled after the name is known.
     */
    @Override
    Map<String, String> refusals() {
        return Map.of(
                "active-health", ".*\\.activeHealth",
                "compressed-files", ".*\\.compression",
                "compressed-answers", ".*\\.compression",
                "tls-protocols-by-name", "sites\\[1\\]\\.tls",
                "tls-suites-by-name", "sites\\[1\\]\\.tls",
                "tls-curves-by-name", "sites\\[1\\]\\.tls");
    }

    @Test
    void compressesPagesAndWhatElseIsNamed() throws IOException {
        Path root = bed().folder("compressed-root");
        Files.writeString(root.resolve("page.html"), "<p>a page</p>\n".repeat(200));
        Files.writeString(root.resolve("page.js"), "let a = 1;\n".repeat(200));
        Files.writeString(root.resolve("page.css"), "body { color: black }\n".repeat(200));
        String url = bed().application().url();
        TestBed.Instance instance = site(
                "compressed-pages",
                site -> site.route("/", url)
                        .route(Route.at("/assets")
                                .files(root)
                                .compression(Compression.ofTypes("text/html", "text/javascript"))));

        for (String compressed : List.of("/assets/page.html", "/assets/page.js")) {
            RawClient.Answer answer = get(instance, compressed, "Accept-Encoding: gzip");
            assertThat(answer.header("Content-Encoding")).as(compressed).containsExactly("gzip");
            assertThat(answer.header("Vary")).containsExactly("Accept-Encoding");
        }
        for (String plain : List.of("/assets/page.css", "/page")) {
            assertThat(get(instance, plain, "Accept-Encoding: gzip").header("Content-Encoding"))
                    .as(plain)
                    .isEmpty();
        }
    }

    /** nginx returns before it asks for a password, which would let everybody see where a redirect leads. */
    @Test
    void aRedirectAsksForThePasswordFirst() throws IOException {
        TestBed.Instance instance = site(
                "guarded-redirect",
                site -> site.route(Route.at("/old")
                        .redirect(Redirect.toPath("/new"))
                        .basicAuth(
                                BasicAuth.of("Costs $5, ${HOME}", "alice", PasswordHash.bcrypt(GuardQuestions.HASH)))));
        String password = "Authorization: Basic "
                + Base64.getEncoder().encodeToString("alice:correct horse".getBytes(StandardCharsets.US_ASCII));

        for (String path : List.of("/old", "/old/page")) {
            RawClient.Answer refused = get(instance, path);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).containsExactly("Basic realm=\"Costs $5, ${HOME}\"");
            assertThat(refused.header("Location")).isEmpty();
            Questions.assertSecured(refused);
            RawClient.Answer passed = get(instance, path, password);
            assertThat(passed.status()).isEqualTo(308);
            assertThat(passed.header("Location")).singleElement().asString().endsWith("/new");
            Questions.assertSecured(passed);
        }
    }

    @Test
    void workersReadPasswordsByTheirGroup() throws IOException {
        TestBed.Instance instance = site(
                "passwords-by-group",
                site -> site.route(Route.at("/")
                        .to(bed().application().url())
                        .basicAuth(BasicAuth.of("Staff", "alice", PasswordHash.bcrypt(GuardQuestions.HASH)))));
        String password = "Authorization: Basic "
                + Base64.getEncoder().encodeToString("alice:correct horse".getBytes(StandardCharsets.US_ASCII));
        Path folder = bed().folder("passwords-by-group");
        String users = instance.config().confidential().iterator().next();
        Path file = folder.resolve(users);
        assertThat(get(instance, "/", password).status()).isEqualTo(200);

        Assumptions.assumeTrue(WorkersGroup.isRoot(folder), "only root's workers run as somebody else");
        instance.config().writeTo(folder);
        assertThat(get(instance, "/", password).status())
                .as("the group is kept")
                .isEqualTo(200);
        Files.setAttribute(file, "unix:gid", 0);
        assertThat(get(instance, "/", password).status())
                .as("without the group")
                .isGreaterThanOrEqualTo(400);
    }

    @Test
    void servesFromFilesOfTheSites() throws IOException {
        Path folder = bed().folder("files-per-site");
        int port = LoopbackPorts.free();
        ProxyRenderer renderer = bed().server().renderer(folder).filesPerSite();
        IncrementalRenderer incremental = renderer.incremental();
        ReverseProxy proxy = ReverseProxy.builder()
                .listen(Listener.https("127.0.0.1", port))
                .site(plain(HOST).route("/", bed().application().url()))
                .site(plain("*." + HOST).route(Route.at("/").redirect(Redirect.toSite("https://www.example.org"))))
                .build();
        RenderedConfig first = incremental.render(proxy);
        Path entry = first.writeTo(folder);
        bed().server().validate(folder, entry);
        RenderedConfig second = incremental.render(proxy.withSites(proxy.sites().subList(0, 1)));
        second.writeTo(folder, first);
        bed().server().validate(folder, entry);

        assertThat(second.changedSince(first)).containsExactly("site.conf", "sites/_wildcard." + HOST + ".conf");
        try (RunningPeer running = bed().server().start(folder, entry, port)) {
            assertThat(bed().client().getOverTls(HOST, port, HOST, "/").status())
                    .isEqualTo(200);
            assertThat(running.isAlive()).isTrue();
        }
    }

    @Test
    void aRedirectIsCountedToo() throws IOException {
        TestBed.Instance instance = site(
                "counted-redirect",
                site -> site.rateLimit(RateLimit.perMinute(1).burst(0))
                        .route(Route.at("/").redirect(Redirect.toSite("https://www.example.org"))));

        assertThat(get(instance, "/a").status()).isEqualTo(308);
        assertThat(get(instance, "/a").status()).isEqualTo(429);
    }

    /** Each has a listener of its own, and all else that they share has names of its own. */
    @Test
    void twoModelsStandBesideEachOther() throws IOException {
        List<Integer> ports = LoopbackPorts.free(3);
        Path folder = bed().folder("two-models");
        StringBuilder includes = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            String url = (i == 0 ? bed().application() : bed().second()).url();
            ReverseProxy proxy = ReverseProxy.builder()
                    .listen(Listener.https("127.0.0.1", ports.get(i)))
                    .accessLog(AccessLog.file(folder.resolve(i + ".log")))
                    .site(plain(HOST)
                            .rateLimit(RateLimit.perSecond(50 + i))
                            .route(Route.at("/").to(url, "http://127.0.0.1:" + ports.get(2))))
                    .build();
            Path scratch = bed().folder("two-models/" + i);
            RenderedConfig config = bed().server().renderer(scratch).render(proxy);
            config.writeTo(scratch);
            includes.append("include ").append(i).append("/site.conf;");
            Files.writeString(
                    folder.resolve("nginx.conf"), config.entryContent().replace("include site.conf;", includes));
        }
        bed().server().validate(folder, folder.resolve("nginx.conf"));
        try (RunningPeer running =
                bed().server().start(folder, folder.resolve("nginx.conf"), ports.get(0), ports.get(1))) {
            assertThat(running.isAlive()).isTrue();
            for (int port : ports.subList(0, 2)) {
                assertThat(bed().client().getOverTls(HOST, port, HOST, "/both").status())
                        .isEqualTo(200);
            }
        }
    }
}
