package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The behaviour suite against the installed Apache. */
class ApacheIT extends ProxyBehaviour {
    ApacheIT() {
        super(ServerUnderTest.APACHE);
    }

    /** Its own modules count bytes, not requests; and the groups are settled before the name is known. */
    @Override
    Map<String, String> refusals() {
        return Map.of(
                "rate-limit", "sites\\[0\\]\\.routes\\[1\\]\\.rateLimit",
                "tls-curves-by-name", "sites\\[1\\]\\.tls");
    }

    /** Apache's sections, aliases and redirects hand down to the paths below; the model's routes do not. */
    @Test
    void routesBelowInheritNothing() throws IOException {
        TestBed.Instance instance = nested();

        assertThat(get(instance, "/deep/page").body()).contains("the index");
        assertThat(get(instance, "/api/page").body()).contains("GET /api/page");
        assertThat(get(instance, "/api/docs/style.css").body()).contains("color");
        assertThat(get(instance, "/api/docs/missing").status()).isEqualTo(404);
        assertThat(get(instance, "/admin").status()).isEqualTo(401);
        assertThat(get(instance, "//admin//page").status()).isEqualTo(401);
        assertThat(get(instance, "/admin/open").status()).isEqualTo(200);
        assertThat(get(instance, "/administrator").body()).contains("the index");
        assertThat(get(instance, "/old/page").status()).isEqualTo(308);
        assertThat(get(instance, "/old/kept/page").body()).contains("GET /old/kept/page");
    }

    /** Apache counts no body that it passes on, so one that does not say its length would pass the limit by. */
    @Test
    void bodiesMustSayTheirLengthWhereItIsLimited() throws IOException {
        TestBed.Instance instance = site(
                "length-required",
                site -> site.bodyLimit(BodyLimit.bytes(10))
                        .route("/", bed().application().url())
                        .route(Route.at("/free").to(bed().application().url()).bodyLimit(BodyLimit.unlimited())));

        assertThat(chunked(instance, "/page")).contains(" 411 ");
        assertThat(chunked(instance, "/free")).contains(" 200 ");
        assertThat(get(instance, "/page").status()).isEqualTo(200);
    }

    private TestBed.Instance nested() throws IOException {
        Path pages = bed().folder("nested-pages");
        Files.writeString(pages.resolve("index.html"), "the index");
        Files.writeString(pages.resolve("style.css"), "color: black");
        String url = bed().application().url();
        BasicAuth staff = BasicAuth.of("Staff only", "alice", PasswordHash.bcrypt(GuardQuestions.HASH));
        return site(
                "nested",
                site -> site.route(Route.at("/").files(StaticFiles.in(pages).fallback("/index.html")))
                        .route("/api", url)
                        .route(Route.at("/api/docs").files(pages))
                        .route(Route.at("/admin").to(url).basicAuth(staff))
                        .route("/admin/open", url)
                        .route(Route.at("/old").redirect(Redirect.toPath("/api")))
                        .route("/old/kept", url));
    }

    private String chunked(TestBed.Instance instance, String path) throws IOException {
        try (Socket socket = bed().client().connect(HOST, instance.httpsPort())) {
            String request = "POST " + path + " HTTP/1.1\r\nHost: " + HOST
                    + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
