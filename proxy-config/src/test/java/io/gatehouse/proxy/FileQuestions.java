package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in place of an application, compressed or not. */
interface FileQuestions extends Questions {
    String STYLE = "body { color: black }\n".repeat(200);

    @Test
    default void servesFiles() throws IOException {
        TestBed.Instance instance = files();

        RawClient.Answer style = get(instance, "/assets/style.css");
        assertThat(style.status()).isEqualTo(200);
        assertThat(new String(style.content(), StandardCharsets.UTF_8)).isEqualTo(STYLE);
        assertThat(style.header("Content-Type")).singleElement().asString().startsWith("text/css");
        Questions.assertSecured(style);
        assertThat(get(instance, "/assets/").body()).contains("the index");
        RawClient.Answer missing = get(instance, "/assets/missing");
        assertThat(missing.status()).isEqualTo(404);
        Questions.assertSecured(missing);
        assertThat(get(instance, "/assetsx/style.css").status()).isEqualTo(404);
    }

    @Test
    default void fallsBackForPagesOfTheClientsOwn() throws IOException {
        Path root = root();
        TestBed.Instance instance = site(
                "fall-back",
                site -> site.route(Route.at("/").files(StaticFiles.in(root).fallback("/index.html"))));

        assertThat(get(instance, "/style.css").body()).contains("color: black");
        RawClient.Answer page = get(instance, "/some/page?of=the-client");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("the index");
        Questions.assertSecured(page);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../outside",
                "/assets/%2e%2e/outside",
                "/assets/..%2foutside",
                "/assets..%2foutside",
                "/assets../outside",
                "/assets/sub/",
                "/assets//../outside"
            })
    default void showsNothingElse(String path) throws IOException {
        RawClient.Answer answer = get(files(), path);

        assertThat(answer.status()).isIn(301, 308, 400, 403, 404);
        assertThat(answer.text()).doesNotContain("nobody's business", "listed");
    }

    @Test
    default void compressesWhatItIsToldTo() throws IOException {
        Path root = root();
        TestBed.Instance instance = site(
                "compressed-files",
                site -> site.route(
                        Route.at("/assets").files(StaticFiles.in(root)).compression(Compression.ofTypes("text/css"))));

        RawClient.Answer small = get(instance, "/assets/style.css", "Accept-Encoding: gzip");
        assertThat(small.header("Content-Encoding")).containsExactly("gzip");
        assertThat(String.join(",", small.header("Vary"))).containsIgnoringCase("Accept-Encoding");
        assertThat(small.content().length).isLessThan(STYLE.length() / 4);
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(small.content()))) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(STYLE);
        }
        assertThat(get(instance, "/assets/style.css").header("Content-Encoding"))
                .isEmpty();
        assertThat(get(instance, "/assets/page.html", "Accept-Encoding: gzip").header("Content-Encoding"))
                .isEmpty();
    }

    @Test
    default void compressesAnApplicationOnlyWhereSomebodyVouches() throws IOException {
        String url = bed().application().url();
        TestBed.Instance instance = site(
                "compressed-answers",
                site -> site.route("/", url)
                        .route(Route.at("/open")
                                .to(url)
                                .compression(Compression.ofTypes("text/plain").carryingNoSecrets())));
        String[] headers = {"Accept-Encoding: gzip", "X-Filler: " + "filler ".repeat(300)};

        assertThat(get(instance, "/open", headers).header("Content-Encoding")).containsExactly("gzip");
        assertThat(get(instance, "/secret", headers).header("Content-Encoding")).isEmpty();
        assertThat(get(semaphore(), "/", headers).header("Content-Encoding")).isEmpty();
    }

    private TestBed.Instance files() throws IOException {
        Path root = root();
        return site("files", site -> site.route(Route.at("/assets").files(root)));
    }

    private Path root() throws IOException {
        Path root = bed().folder("pages/root");
        bed().folder("pages");
        Files.writeString(root.resolve("index.html"), "the index");
        Files.writeString(root.resolve("style.css"), STYLE);
        Files.writeString(root.resolve("page.html"), "<p>a page</p>\n".repeat(200));
        Files.writeString(bed().folder("pages/root/sub").resolve("listed"), "");
        Files.writeString(root.resolveSibling("outside"), "nobody's business");
        return root;
    }
}
