package io.gatehouse.crypto;

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

/**
 * What {@link EnvelopeFuzzTest} has tried, tried again without Jazzer, whose agent takes longer to start than all of it. The
 * inputs with names were thought of; those in {@code found} are what ten minutes of Jazzer came to, one for each path
 * through the parser.
 */
class EnvelopeCorpusTest {
    @ParameterizedTest
    @MethodSource("inputs")
    void isReadOrRefused(Path input) throws IOException {
        try (CapturedLog log = new CapturedLog()) {
            EnvelopeFuzzTest.tryOut(Files.readAllBytes(input));

            assertThat(log.lines()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void theCorpusIsThere() throws Exception {
        assertThat(inputs()).hasSizeGreaterThan(80);
    }

    static List<Path> inputs() throws IOException, URISyntaxException {
        Path corpus = Path.of(
                Objects.requireNonNull(EnvelopeFuzzTest.class.getResource("EnvelopeFuzzTestInputs/parsesOrRefuses"))
                        .toURI());
        try (Stream<Path> files = Files.walk(corpus)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
