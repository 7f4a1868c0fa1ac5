package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds each Java snippet of the documentation to code that is compiled and run here.
 *
 * <p>A fence follows {@code <!-- snippet: Class#region -->} and equals what stands in that class of this module, or of the plug-in
 * of a third party, between {@code // region} with that name and {@code // end}. Each region is shown somewhere. A fence after
 * {@code <!-- part of: file -->} stands in that file as it is, but for its indentation.
 */
class DocumentationTest {
    private static final Path ROOT = root();
    private static final List<Path> SOURCES = List.of(
            ROOT.resolve("samples/guide/src/test/java/io/gatehouse/sample/guide"),
            ROOT.resolve("samples/dns-provider-plugin/src/main/java/com/example/dns"),
            ROOT.resolve("samples/dns-provider-plugin/src/test/java/com/example/dns"));
    private static final Pattern FENCE =
            Pattern.compile("(?:<!-- snippet: (\\w+)#(\\w+) -->\\n)?```java\\n(.*?)```([^\\n]*)", Pattern.DOTALL);
    private static final Pattern PART =
            Pattern.compile("<!-- part of: (\\S+) -->\\n```\\w+\\n(.*?)```\\n", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> everySnippetIsCompiledCode() throws IOException {
        return pages().flatMap(page -> snippetsOf(page).stream());
    }

    @TestFactory
    Stream<DynamicTest> everyRegionIsShownOnAPage() throws IOException {
        Set<String> shown = pages().flatMap(page -> FENCE.matcher(read(page)).results())
                .map(fence -> fence.group(1) + "#" + fence.group(2))
                .collect(Collectors.toSet());
        return regions()
                .map(region -> DynamicTest.dynamicTest(
                        region,
                        () -> assertThat(shown).as("a snippet on a page").contains(region)));
    }

    @TestFactory
    Stream<DynamicTest> everyPartOfAFileStandsInIt() throws IOException {
        return pages().flatMap(page -> PART.matcher(read(page))
                .results()
                .map(part -> DynamicTest.dynamicTest(
                        ROOT.relativize(page) + " " + part.group(1),
                        () -> assertThat(withoutIndentation(read(ROOT.resolve(part.group(1)))))
                                .contains(withoutIndentation(part.group(2))))));
    }

    private static String withoutIndentation(String text) {
        return text.replaceAll("(?m)^ +", "");
    }

    @Test
    void readmeHasASnippetForEachRoom() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(readme).contains("#crypto -->", "#acme -->", "#postgres -->", "#proxy -->", "#dns -->", "#core -->");
    }

    @TestFactory
    Stream<DynamicTest> everyRelativeLinkLeadsSomewhere() throws IOException {
        Pattern link = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)");
        return pages().map(page -> DynamicTest.dynamicTest(ROOT.relativize(page).toString(), () -> {
            Matcher matcher = link.matcher(Files.readString(page));
            while (matcher.find()) {
                assertThat(page.resolveSibling(matcher.group(1))).exists();
            }
        }));
    }

    private static List<DynamicTest> snippetsOf(Path page) {
        List<DynamicTest> tests = new ArrayList<>();
        Matcher matcher = FENCE.matcher(read(page));
        while (matcher.find()) {
            String type = matcher.group(1);
            String region = matcher.group(2);
            String shown = matcher.group(3);
            String fenceEnd = matcher.group(4);
            tests.add(DynamicTest.dynamicTest(ROOT.relativize(page) + " " + type + "#" + region, () -> {
                assertThat(type)
                        .as("a Java fence without a snippet comment:\n" + shown)
                        .isNotNull();
                assertThat(shown).isEqualTo(region(source(type), region));
                assertThat(fenceEnd).as("what follows the end of the fence").isEmpty();
            }));
        }
        return tests;
    }

    private static Stream<String> regions() throws IOException {
        List<String> regions = new ArrayList<>();
        for (Path folder : SOURCES) {
            try (Stream<Path> files = Files.list(folder)) {
                files.forEach(file -> Pattern.compile("^ *// region (\\w+)$", Pattern.MULTILINE)
                        .matcher(read(file))
                        .results()
                        .forEach(region -> regions.add(
                                file.getFileName().toString().replace(".java", "") + "#" + region.group(1))));
            }
        }
        return regions.stream();
    }

    private static Path source(String type) {
        return SOURCES.stream()
                .map(folder -> folder.resolve(type + ".java"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no class " + type + " in " + SOURCES));
    }

    private static String region(Path source, String name) {
        Matcher matcher = Pattern.compile(
                        "^ *// region " + name + "\\n(.*?)^ *// end$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(read(source));
        assertThat(matcher.find()).as("region " + name + " in " + source).isTrue();
        // Without its last line break, which stripIndent would take for a line without indentation.
        return matcher.group(1).stripTrailing().stripIndent() + "\n";
    }

    private static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                    Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
                    docs.filter(file -> file.toString().endsWith(".md")).toList().stream());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("README.md"))) {
            folder = folder.getParent();
        }
        assertThat(folder).as("a folder above this one with README.md").isNotNull();
        return folder;
    }
}
