package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The vectors of {@code docs/spec/acme-store-v1.md}. */
class StoreVectorsTest {
    private static List<String> vectors(String action) throws IOException {
        try (InputStream in = StoreVectorsTest.class.getResourceAsStream("/acme-store-v1-vectors.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> line.startsWith(action + " "))
                    .map(line -> line.substring(action.length() + 1))
                    .toList();
        }
    }

    private static Stream<DynamicTest> each(String action, Vector test) throws IOException {
        List<String> vectors = vectors(action);
        assertThat(vectors).isNotEmpty();
        return vectors.stream()
                .map(vector -> DynamicTest.dynamicTest(vector, () -> test.check(vector.translateEscapes())));
    }

    private interface Vector {
        void check(String vector) throws Exception;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @TestFactory
    Stream<DynamicTest> documentsThatAreRead() throws IOException {
        return each(
                "accept",
                text -> assertThat(StateDocument.parse(StateKind.ORDER, "shop", utf8(text))
                                .print())
                        .isEqualTo(utf8(text)));
    }

    @TestFactory
    Stream<DynamicTest> documentsThatAreRefused() throws IOException {
        return each(
                "refuse",
                text -> assertThatExceptionOfType(CertificateStoreException.class)
                        .isThrownBy(() -> StateDocument.parse(StateKind.ORDER, "shop", utf8(text)))
                        .withMessageContaining("order of \"shop\""));
    }

    @TestFactory
    Stream<DynamicTest> namesOfFiles() throws IOException {
        return each("name", pair -> {
            List<String> nameAndFile = List.of(pair.split(" ", 2));
            assertThat(FileNames.encode(nameAndFile.get(0))).isEqualTo(nameAndFile.get(1));
            assertThat(FileNames.decode(nameAndFile.get(1))).isEqualTo(nameAndFile.get(0));
        });
    }

    @TestFactory
    Stream<DynamicTest> issuersThatAreRead() throws IOException {
        return each("issuer", text -> {
            StateDocument document = StateDocument.parse(StateKind.ISSUER, "ca", utf8(text));
            assertThat(IssuerState.parse(document).print().print()).isEqualTo(utf8(text));
        });
    }

    @TestFactory
    Stream<DynamicTest> issuersThatAreMadeAnew() throws IOException {
        return each("issuer-malformed", text -> {
            StateDocument document = StateDocument.parse(StateKind.ISSUER, "ca", utf8(text));
            assertThatThrownBy(() -> IssuerState.parse(document))
                    .isInstanceOfAny(IllegalArgumentException.class, DateTimeException.class);
        });
    }

    @TestFactory
    Stream<DynamicTest> namesOfIssuers() throws IOException {
        return each("issuer-name", pair -> {
            List<String> directoryAndName = List.of(pair.split(" ", 2));
            assertThat(IssuerState.documentName(URI.create(directoryAndName.get(0))))
                    .isEqualTo(directoryAndName.get(1));
        });
    }

    @Test
    void emptyDocumentIsRefused() {
        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> StateDocument.parse(StateKind.ORDER, "shop", new byte[0]));
    }
}
