package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Semaphore's case, byte for byte, for each side of each version switch. After a wanted change, run once with
 * {@code -Dgolden.update=true} and read the difference.
 */
class GoldenFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("nginx", "1.18.0", "1.1.1", SemaphoreCase.withWebroot()),
                Arguments.of("nginx", "1.22.1", "3.0.x", SemaphoreCase.withWebroot()),
                Arguments.of("nginx", "1.29.3", "3.5.1", SemaphoreCase.withWebroot()),
                Arguments.of("apache", "2.4.38", "1.1.1", SemaphoreCase.withWebroot()),
                Arguments.of("apache", "2.4.71", "3.0.x", SemaphoreCase.withWebroot()),
                Arguments.of("haproxy", "2.6.12", "3.0.x", SemaphoreCase.withSolver()),
                Arguments.of("haproxy", "3.2.0", "3.5.1", SemaphoreCase.withSolver()),
                Arguments.of("caddy", "2.6.2", "3.0.x", SemaphoreCase.withWebroot()),
                Arguments.of("caddy", "2.10.0", "3.0.x", SemaphoreCase.withWebroot()));
    }

    @ParameterizedTest(name = "{0} {1} with OpenSSL {2}")
    @MethodSource("cases")
    void printsWhatWasReviewed(String server, String version, String openssl, ReverseProxy proxy) throws IOException {
        RenderedConfig config =
                ProxyDialects.named(server).version(version).openssl(openssl).render(proxy);

        assertThat(config.files()).hasSize(1);
        assertGolden("semaphore-" + server + "-" + version, config.entryContent());
    }

    @ParameterizedTest(name = "standalone {0} {1}")
    @MethodSource("cases")
    void standaloneLeavesTheSiteAsItIs(String server, String version, String openssl, ReverseProxy proxy) {
        ProxyRenderer renderer = ProxyDialects.named(server).version(version).openssl(openssl);
        RenderedConfig site = renderer.render(proxy);
        RenderedConfig standalone = renderer.standalone(Path.of("/tmp/scratch")).render(proxy);

        assertThat(standalone.entryContent()).contains("An instance of its own");
        if (server.equals("nginx")) {
            assertThat(standalone.content("site.conf"))
                    .isEqualTo(site.entryContent()
                            .replace(
                                    "access_log /var/log/nginx/access.log ",
                                    "access_log \"/tmp/scratch/access.log\" "));
        }
    }

    private static void assertGolden(String name, String actual) throws IOException {
        Path golden = FOLDER.resolve(name + ".conf");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, actual);
        }
        assertThat(golden).hasContent(actual);
        assertThat(Files.readString(golden)).isEqualTo(actual);
    }
}
