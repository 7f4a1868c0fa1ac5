package io.gatehouse.postgres;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The inputs that are kept for a Jazzer target, where Jazzer looks for them itself. */
public final class FuzzCorpus {
    private FuzzCorpus() {}

    /** In the order of their names. */
    public static List<Path> of(Class<?> test, String target) throws IOException, URISyntaxException {
        Path corpus = Path.of(Objects.requireNonNull(test.getResource(test.getSimpleName() + "Inputs/" + target))
                .toURI());
        try (Stream<Path> files = Files.walk(corpus)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
