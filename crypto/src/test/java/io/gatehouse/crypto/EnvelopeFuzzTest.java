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
 * Any bytes are read or refused in order, and what is read comes out as it went in. The normal build tries the inputs that
 * are kept in {@code src/test/resources}; with {@code JAZZER_FUZZ=1} in the environment Jazzer looks for more.
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
            // Only what the seeds hold was ever made with this key. No place: Jazzer's coverage breaks records (it
            // makes
            // "NoSuchFieldError" of their fields), and what stands in a place is not the parser's.
            assertThat(CIPHER.decrypt(envelope).insecureUnbound()).isEqualTo(SECRET);
        } catch (DecryptionException e) {
            assertThat(e).hasNoCause();
        }
    }
}
