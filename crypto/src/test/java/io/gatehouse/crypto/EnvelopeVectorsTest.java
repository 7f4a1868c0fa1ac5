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
    Stream<DynamicTest> decryptsWithADataKeyFromAStore() {
        return VECTORS.stored.stream()
                .map(vector -> DynamicTest.dynamicTest(vector.name, () -> {
                    Envelope envelope = Envelope.parse(vector.envelope);
                    StoredCopy copy = Objects.requireNonNull(vector.stored);
                    byte[] binding =
                            WrapBinding.stored(envelope.suite(), envelope.dataKeyId(), HEX.parseHex(copy.scope));
                    byte[] dataKey = kek(copy.kek)
                            .unwrap(HEX.parseHex(copy.wrappedKey), binding)
                            .orElseThrow();
                    EnvelopeSealer sealer = FixedDataKey.sealer(envelope.suite(), dataKey, Padding.none());

                    assertThat(HEX.formatHex(binding)).isEqualTo(copy.binding);
                    assertThat(HEX.formatHex(dataKey)).isEqualTo(vector.dataKey);
                    assertThat(sealer.open(envelope, vector.place()).exposeBytes())
                            .isEqualTo(HEX.parseHex(vector.plaintext));
                    assertThat(Envelope.textPrefixes(envelope.dataKeyId())).contains(vector.envelope.substring(0, 20));
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
        assertThat(VECTORS.valid).hasSizeGreaterThanOrEqualTo(15);
        assertThat(VECTORS.stored).hasSize(4);
        assertThat(VECTORS.rewrap).hasSize(3);
        assertThat(VECTORS.invalid).hasSizeGreaterThanOrEqualTo(65);
    }

    private static Secret decrypt(Vector vector) {
        KeyEncryptionKey first = kek(vector.keks.get(0));
        EnvelopeCipher.Builder builder = EnvelopeCipher.builder(first);
        vector.keks.stream().skip(1).forEach(kek -> builder.alsoDecryptsWith(kek(kek)));
        EnvelopeCipher.Decryption decryption = builder.build().decrypt(vector.envelope);
        Place place = vector.place();
        return place == null ? decryption.insecureUnbound() : decryption.boundTo(place);
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
        List<Vector> stored = List.of();
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

        @Nullable
        StoredCopy stored;

        @Nullable
        Place place() {
            VectorPlace fields = place;
            return fields == null
                    ? null
                    : new Place(fields.tenant, fields.table, fields.column, fields.row, fields.type);
        }
    }

    private static final class StoredCopy {
        String kek = "";
        String scope = "";
        String binding = "";
        String wrappedKey = "";
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
