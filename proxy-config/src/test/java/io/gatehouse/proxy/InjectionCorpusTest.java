package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link InjectionFuzzTest} has tried, tried again without Jazzer, by every dialect. */
class InjectionCorpusTest {
    @ParameterizedTest
    @MethodSource("inputs")
    void isPrintedOrRefused(Path input) throws IOException {
        InjectionFuzzTest.tryOutAll(Files.readAllBytes(input));
    }

    @Test
    void theCorpusIsThere() throws Exception {
        assertThat(inputs()).hasSizeGreaterThanOrEqualTo(5);
    }

    static List<Path> inputs() throws IOException, URISyntaxException {
        Path corpus = Path.of(Objects.requireNonNull(InjectionFuzzTest.class.getResource("InjectionFuzzTestInputs"))
                .toURI());
        try (Stream<Path> files = Files.walk(corpus)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
