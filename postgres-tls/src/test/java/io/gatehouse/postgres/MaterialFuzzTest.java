package io.gatehouse.postgres;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Certificates, keys and revocation lists of any bytes are understood, or refused by the name of their file.
 *
 * <p>An input is not a file but a change to one, so that no private key need be kept: which file, in which format, where,
 * how many bytes to drop, and what to put there. With {@code JAZZER_FUZZ=1} in the environment Jazzer looks for changes
 * that end otherwise; decision 40 has the command. The normal build tries what is kept in {@code src/test/resources}, in
 * {@link MaterialCorpusTest}.
 */
class MaterialFuzzTest {
    private static final MaterialFiles FILES = files();
    private static final List<Map.Entry<String, byte[]>> BASES = bases();

    @FuzzTest(maxDuration = "10m")
    void understandsOrRefuses(byte[] input) throws IOException {
        tryOut(input);
    }

    static void tryOut(byte[] input) throws IOException {
        if (input.length < 4) {
            return;
        }
        Map.Entry<String, byte[]> base = BASES.get((input[0] & 0xff) % BASES.size());
        byte[] whole = base.getValue();
        int at = ((input[1] & 0xff) << 8 | (input[2] & 0xff)) % (whole.length + 1);
        int after = Math.min(at + (input[3] & 0xff), whole.length);
        byte[] changed = Arrays.copyOf(whole, at + input.length - 4 + whole.length - after);
        System.arraycopy(input, 4, changed, at, input.length - 4);
        System.arraycopy(whole, after, changed, at + input.length - 4, whole.length - after);
        boolean unused = FILES.areUnderstood(base.getKey(), changed);
    }

    private static MaterialFiles files() {
        try {
            return new MaterialFiles(Files.createDirectories(Path.of("target", "material")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Map.Entry<String, byte[]>> bases() {
        List<Map.Entry<String, byte[]>> all = new ArrayList<>();
        MaterialFiles.NAMES.forEach(name -> {
            all.add(Map.entry(name, new byte[0]));
            all.add(Map.entry(name, FILES.whole(name)));
        });
        try {
            FILES.keyFormats().values().forEach(key -> all.add(Map.entry("agent.key", key)));
        } catch (Exception e) {
            throw new IllegalStateException("no key in every format", e);
        }
        return all;
    }
}
