package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.core.Secret;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any bytes are read or refused in order, and what is read comes out as it went in. With {@code JAZZER_FUZZ=1} in the
 * environment Jazzer looks for bytes that are not; decision 21 has the commands. The normal build tries what is kept in
 * {@code src/test/resources}, in {@link EnvelopeCorpusTest}.
 */
class EnvelopeFuzzTest {
    private static final EnvelopeCipher CIPHER =
            EnvelopeCipher.builder(TestKeys.KEK).build();
    private static final Secret SECRET = Secret.ofText("correct horse");

    private static final PrintStream STANDARD_ERROR = System.err;

    /** Each refusal has its line for the operator; nobody reads millions of them. */
    @BeforeAll
    static void quieten() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @AfterAll
    static void speakAgain() {
        System.setErr(STANDARD_ERROR);
    }

    @FuzzTest(maxDuration = "10m")
    void parsesOrRefuses(byte[] input) {
        tryOut(input);
    }

    static void tryOut(byte[] input) {
        try {
            Envelope envelope = Envelope.parse(input);
            assertThat(envelope.toBytes()).isEqualTo(input);
            assertThat(Envelope.parse(envelope.toText())).isEqualTo(envelope);
            assertThat(envelope.toString()).contains(envelope.dataKeyId().toString());
            open(envelope);
        } catch (EnvelopeFormatException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static void open(Envelope envelope) {
        try {
            // Only what the seeds hold was ever made with this key. No place: what stands in one is not the parser's,
            // and
            // Jazzer's coverage breaks records ("NoSuchFieldError" of their fields).
            assertThat(CIPHER.decrypt(envelope).insecureUnbound()).isEqualTo(SECRET);
        } catch (DecryptionException e) {
            assertThat(e).hasNoCause();
        }
    }
}
