package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link DsnFuzzTest} has tried, tried again without Jazzer, whose agent takes longer to start than all of it. */
class DsnCorpusTest {
    @ParameterizedTest
    @MethodSource("inputs")
    void isReadOrRefused(Path input) throws Exception {
        DsnFuzzTest.tryOut(Files.readAllBytes(input));
    }

    /** Each input cut short at every place. */
    @ParameterizedTest
    @MethodSource("inputs")
    void isReadOrRefusedCutShort(Path input) throws Exception {
        byte[] whole = Files.readAllBytes(input);
        for (int length = 0; length < whole.length; length++) {
            DsnFuzzTest.tryOut(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void theCorpusIsThere() throws Exception {
        assertThat(inputs()).hasSizeGreaterThanOrEqualTo(9);
    }

    static List<Path> inputs() throws Exception {
        return FuzzCorpus.of(DsnFuzzTest.class, "readsOrRefuses");
    }
}
