package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.gatehouse.core.Secret;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The vectors of docs/spec/envelope-v1.md, which a second implementation made. */
class EnvelopeVectorsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Vectors VECTORS = load();

    @TestFactory
    Stream<DynamicTest> decryptsWhatAnotherImplementationEncrypted() {
        return VECTORS.valid.stream()
                .map(vector -> DynamicTest.dynamicTest(vector.name, () -> {
                    Envelope envelope = Envelope.parse(vector.envelope);
                    assertThat(decrypt(vector).exposeBytes()).isEqualTo(HEX.parseHex(vector.plaintext));
                    assertThat(envelope.toText()).isEqualTo(vector.envelope);
                    assertThat(HEX.formatHex(envelope.bound())).endsWith(vector.commitment);
                    assertThat(HEX.formatHex(envelope.payload())).startsWith(vector.nonce);
                    assertThat(envelope.keyEncryptionKeys())
                            .extracting(KekId::text)
                            .isEqualTo(vector.kekIds);
                    assertThat(SealingKey.idOf(HEX.parseHex(vector.dataKey))).isEqualTo(envelope.dataKeyId());
                }));
    }

    @TestFactory
    Stream<DynamicTest> rewrapsToTheSameBytesAsAnotherImplementation() {
        return VECTORS.rewrap.stream()
                .map(vector -> DynamicTest.dynamicTest(vector.name, () -> {
                    EnvelopeCipher cipher = EnvelopeCipher.builder(kek(vector.to))
                            .alsoDecryptsWith(kek(vector.from))
                            .build();
                    assertThat(cipher.rewrap(vector.before)).isEqualTo(vector.after);
                }));
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatMustFail() {
        return VECTORS.invalid.stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.name,
                        () -> assertThatThrownBy(() -> decrypt(vector))
                                .satisfies(thrown -> assertThat(outcome(thrown)).isEqualTo(vector.outcome))));
    }

    @Test
    void theFileHoldsTheCasesThatTheSpecificationPromises() {
        assertThat(VECTORS.valid).hasSizeGreaterThanOrEqualTo(7);
        assertThat(VECTORS.rewrap).hasSize(2);
        assertThat(VECTORS.invalid).hasSizeGreaterThanOrEqualTo(45);
    }

    private static Secret decrypt(Vector vector) {
        KeyEncryptionKey first = kek(vector.keks.get(0));
        EnvelopeCipher.Builder builder = EnvelopeCipher.builder(first);
        vector.keks.stream().skip(1).forEach(kek -> builder.alsoDecryptsWith(kek(kek)));
        EnvelopeCipher.Decryption decryption = builder.build().decrypt(vector.envelope);
        VectorPlace place = vector.place;
        return place == null
                ? decryption.insecureUnbound()
                : decryption.boundTo(new Place(place.tenant, place.table, place.column, place.row, place.type));
    }

    private static String outcome(Throwable thrown) {
        if (thrown instanceof EnvelopeFormatException format) {
            return format.reason() == EnvelopeFormatException.Reason.UNSUPPORTED ? "unsupported" : "not-an-envelope";
        }
        return thrown instanceof DecryptionException ? "refused" : thrown.toString();
    }

    private static KeyEncryptionKey kek(String hex) {
        return KeyEncryptionKey.fromBytes(Secret.ofBytes(HEX.parseHex(hex)));
    }

    private static Vectors load() {
        try (Reader json = new InputStreamReader(
                Objects.requireNonNull(EnvelopeVectorsTest.class.getResourceAsStream("/envelope-v1-vectors.json")),
                StandardCharsets.UTF_8)) {
            return new Gson().fromJson(json, Vectors.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Vectors {
        List<Vector> valid = List.of();
        List<RewrapVector> rewrap = List.of();
        List<Vector> invalid = List.of();
    }

    private static final class Vector {
        String name = "";
        List<String> keks = List.of();

        @Nullable
        VectorPlace place;

        String plaintext = "";
        String dataKey = "";
        String nonce = "";
        String commitment = "";
        List<String> kekIds = List.of();
        String outcome = "";
        String envelope = "";
    }

    private static final class RewrapVector {
        String name = "";
        String from = "";
        String to = "";
        String before = "";
        String after = "";
    }

    private static final class VectorPlace {
        @Nullable
        String tenant;

        String table = "";
        String column = "";
        String row = "";

        @Nullable
        String type;
    }
}
