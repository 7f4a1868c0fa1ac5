package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link MaterialFuzzTest} has tried, tried again without Jazzer. */
class MaterialCorpusTest {
    @ParameterizedTest
    @MethodSource("inputs")
    void isUnderstoodOrRefused(Path input) throws Exception {
        MaterialFuzzTest.tryOut(Files.readAllBytes(input));
    }

    @Test
    void theCorpusIsThere() throws Exception {
        assertThat(inputs()).hasSizeGreaterThanOrEqualTo(20);
    }

    static List<Path> inputs() throws Exception {
        return FuzzCorpus.of(MaterialFuzzTest.class, "understandsOrRefuses");
    }
}
