package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/testkit-conformance.md} equal to what the tests say of themselves. */
class ConformanceTableTest {
    private static final String REWRITE = "gatehouse.conformance.rewrite";
    private static final Path TABLE =
            Path.of(System.getProperty("basedir", ".")).resolve("../docs/testkit-conformance.md");
    private static final Comparator<Held> ORDER = Comparator.comparing(
                    (Held held) -> held.requirement().draft())
            .thenComparing(held -> held.requirement().rfc())
            .thenComparing(held -> sortable(held.requirement().section()))
            .thenComparing(held -> held.requirement().text())
            .thenComparing(Held::test);

    private record Held(Requirement requirement, String test) {}

    @Test
    void theTableIsWhatTheTestsSay() throws IOException, URISyntaxException {
        String table = table(held());
        if (Boolean.getBoolean(REWRITE)) {
            Files.writeString(TABLE, table);
        }

        assertThat(TABLE)
                .as("run with -D%s=true to write it anew", REWRITE)
                .content()
                .isEqualTo(table);
    }

    private static List<Held> held() throws IOException, URISyntaxException {
        Path classes = Path.of(ConformanceTableTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith("Test.class") || name.endsWith("IT.class"))
                    .flatMap(name -> methods(name.substring(0, name.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.')))
                    .flatMap(method -> Arrays.stream(method.getAnnotationsByType(Requirement.class))
                            .map(requirement -> new Held(
                                    requirement, method.getDeclaringClass().getSimpleName() + "." + method.getName())))
                    .sorted(ORDER)
                    .toList();
        }
    }

    private static Stream<Method> methods(String className) {
        try {
            return Arrays.stream(Class.forName(className, false, ConformanceTableTest.class.getClassLoader())
                    .getDeclaredMethods());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class that lies there can be loaded", e);
        }
    }

    private static String table(List<Held> held) {
        List<String> lines = new ArrayList<>(List.of(
                "# What the test kit's CA holds itself to",
                "",
                "Generated from the `@Requirement` annotations on the tests of `testkit`. To write it anew:",
                "",
                "```",
                "./mvnw -pl testkit -am test -Dtest=ConformanceTableTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                        + REWRITE + "=true",
                "```",
                "",
                "| RFC | section | requirement | test |",
                "|---|---|---|---|"));
        held.stream()
                .collect(Collectors.groupingBy(
                        one -> "| " + source(one.requirement()) + " | "
                                + one.requirement().section() + " | "
                                + one.requirement().text().replace("|", "\\|") + " | ",
                        LinkedHashMap::new,
                        Collectors.mapping(one -> "`" + one.test() + "`", Collectors.joining("<br>"))))
                .forEach((row, tests) -> lines.add(row + tests + " |"));
        return String.join("\n", lines) + "\n";
    }

    private static String source(Requirement requirement) {
        return requirement.draft().isEmpty() ? Integer.toString(requirement.rfc()) : requirement.draft();
    }

    /** 7.10 after 7.9. */
    private static String sortable(String section) {
        return Arrays.stream(section.split("\\.", -1))
                .map(part -> "0".repeat(Math.max(0, 4 - part.length())) + part)
                .collect(Collectors.joining("."));
    }
}
