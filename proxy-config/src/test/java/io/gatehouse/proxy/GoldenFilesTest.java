package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is printed, byte for byte: Semaphore's case and the whole model, and what each version switch changes in them. After a
 * wanted change, run once with {@code -Dgolden.update=true} and read the difference.
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
        assertGolden("semaphore-" + server + "-" + version + ".conf", config.entryContent());
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

    @ParameterizedTest(name = "everything on {0} {1}")
    @CsvSource({"nginx,1.29.3", "apache,2.4.71", "haproxy,3.2.0", "caddy,2.10.0", "caddy-json,2.10.0"})
    void printsTheWholeModel(String dialect, String version) throws IOException {
        RenderedConfig config =
                ProxyDialects.named(dialect).version(version).render(FullModel.without(FullModel.lacksOf(dialect)));

        StringBuilder all = new StringBuilder();
        config.files()
                .forEach((file, text) ->
                        all.append("==> ").append(file).append(" <==\n").append(text));
        config.notes().forEach(note -> all.append("==> note: ").append(note).append('\n'));
        assertGolden("everything-" + dialect + ".txt", all.toString());
    }

    /** Else the whole model could be more than it is. */
    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache", "haproxy", "caddy", "caddy-json"})
    void leavesOutOfItOnlyWhatIsRefused(String dialect) {
        ProxyRenderer newest = ProxyDialects.named(dialect).version("99.0.0");
        for (FullModel.Lack lack : FullModel.lacksOf(dialect)) {
            Set<FullModel.Lack> others = EnumSet.copyOf(FullModel.lacksOf(dialect));
            others.remove(lack);

            assertThatThrownBy(() -> newest.render(FullModel.without(others)))
                    .as(lack.name())
                    .isInstanceOf(InvalidModelException.class);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nginx,1.9.4 1.9.5 1.10.3 1.11.0 1.12.2 1.13.0 1.19.3 1.19.4 1.23.1 1.23.2 1.24.0 1.25.0 1.25.1 1.27.3 1.27.4"
                + " 1.27.4/1.1.0 1.27.4/1.1.1 1.27.4/3.4.9 1.27.4/3.5.0",
        "apache,2.4.7 2.4.8 2.4.10 2.4.11 2.4.16 2.4.17 2.4.20 2.4.21 2.4.33 2.4.34 2.4.35 2.4.36 2.4.38 2.4.39 2.4.41"
                + " 2.4.42 2.4.46 2.4.47 2.4.63 2.4.64 2.4.64/1.1.0 2.4.64/1.1.1 2.4.64/3.4.9 2.4.64/3.5.0",
        "haproxy,2.3.0 2.4.0 2.5.0 2.6.0 2.6.0/1.1.0 2.6.0/1.1.1 2.6.0/3.4.9 2.6.0/3.5.0",
        "caddy,2.5.2 2.6.0 2.7.6 2.8.0 2.8.4 2.9.0 2.9.1 2.10.0",
        "caddy-json,2.5.2 2.6.0 2.7.6 2.8.0 2.8.4 2.9.0 2.9.1 2.10.0",
    })
    void changesWhatWasReviewedAtEachSwitch(String dialect, String versions) throws IOException {
        StringBuilder all = new StringBuilder();
        String before = "";
        for (String version : versions.split(" ", -1)) {
            if (!before.isEmpty()) {
                all.append("==> ")
                        .append(dialect)
                        .append(' ')
                        .append(before)
                        .append(" to ")
                        .append(version)
                        .append('\n');
                for (ReverseProxy proxy :
                        List.of(FullModel.without(FullModel.lacksOf(dialect)), SemaphoreCase.withSolver())) {
                    difference(lines(dialect, before, proxy), lines(dialect, version, proxy))
                            .forEach(line -> all.append(line).append('\n'));
                }
            }
            before = version;
        }
        assertGolden("switches-" + dialect + ".txt", all.toString());
    }

    /** Of what is refused on one side, all that stands on the other is no news. */
    private static List<String> difference(List<String> before, List<String> after) {
        boolean refused = Stream.concat(before.stream(), after.stream()).anyMatch(line -> line.startsWith("refused: "));
        List<String> difference = LineDifference.of(before, after);
        return refused
                ? difference.stream()
                        .filter(line -> line.startsWith("refused: ", 2))
                        .toList()
                : difference;
    }

    /** What is printed and noted, or why it is refused; without the versions, which would differ everywhere. */
    private static List<String> lines(String dialect, String versions, ReverseProxy proxy) {
        List<String> lines = new ArrayList<>();
        String[] parts = versions.split("/", -1);
        ProxyRenderer renderer = ProxyDialects.named(dialect).version(parts[0]);
        try {
            RenderedConfig config = (parts.length > 1 ? renderer.openssl(parts[1]) : renderer).render(proxy);
            config.files().values().forEach(text -> text.lines().forEach(lines::add));
            config.notes().forEach(note -> lines.add("note: " + note));
        } catch (InvalidModelException refused) {
            refused.problems().forEach(problem -> lines.add("refused: " + problem));
        }
        lines.replaceAll(line -> line.replaceAll(" (with OpenSSL )?\\Q" + parts[parts.length - 1] + "\\E", "")
                .replace(" " + parts[0], ""));
        return lines;
    }

    private static void assertGolden(String name, String actual) throws IOException {
        Path golden = FOLDER.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, actual);
        }
        assertThat(golden).hasContent(actual);
        assertThat(Files.readString(golden)).isEqualTo(actual);
    }
}
