package io.gatehouse.postgres.hba;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.postgres.FuzzCorpus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link HbaFuzzTest} has tried, tried again without Jazzer. */
class HbaCorpusTest {
    @ParameterizedTest
    @MethodSource("inputs")
    void isReadOrRefused(Path input) throws Exception {
        HbaFuzzTest.tryOut(Files.readAllBytes(input));
    }

    @Test
    void theCorpusIsThere() throws Exception {
        assertThat(inputs()).hasSizeGreaterThanOrEqualTo(4);
    }

    static List<Path> inputs() throws Exception {
        return FuzzCorpus.of(HbaFuzzTest.class, "readsOrRefuses");
    }
}
