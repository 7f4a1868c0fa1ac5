package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The format of documents: whatever is written is read, and nothing else is. Vectors are in {@link StoreVectorsTest}. */
class StateDocumentTest {
    private static StateDocument parse(String text) {
        return StateDocument.parse(StateKind.ORDER, "shop", text.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void whatIsPrintedIsParsed(@ForAll("documents") StateDocument document) {
        byte[] printed = document.print();

        StateDocument parsed = StateDocument.parse(StateKind.ORDER, "shop", printed);

        assertThat(parsed).isEqualTo(document);
        assertThat(parsed.print()).isEqualTo(printed);
    }

    /** Text that is nearly a document, so that parsing gets past the first line. */
    @Property
    void whatIsParsedIsPrintedTheSameOrRefused(@ForAll("nearlyDocuments") String text) {
        StateDocument parsed;
        try {
            parsed = parse(text);
        } catch (CertificateStoreException e) {
            assertThat(e).hasMessageContaining("\"shop\"");
            return;
        }
        assertThat(parsed.toString()).isEqualTo(text);
    }

    @Provide
    Arbitrary<StateDocument> documents() {
        Arbitrary<String> names = Arbitraries.of("order-url", "answer", "a", "x0-9");
        Arbitrary<String> values = Arbitraries.strings()
                .ofMaxLength(20)
                .filter(value -> StandardCharsets.UTF_8.newEncoder().canEncode(value));
        return Combinators.combine(names, values)
                .as(List::of)
                .list()
                .ofMaxSize(5)
                .map(fields -> {
                    StateDocument document = StateDocument.of(StateKind.ORDER);
                    for (List<String> field : fields) {
                        document = document.with(field.get(0), field.get(1));
                    }
                    return document;
                });
    }

    @Provide
    Arbitrary<String> nearlyDocuments() {
        return Arbitraries.strings()
                .withChars("ab-0 %\n\r2fFé\u0085\u0000")
                .ofMaxLength(30)
                .map(rest -> "gatehouse-acme-order 1\n" + rest);
    }

    @Test
    void fieldsAreReadByNameAndRepeatInOrder() {
        StateDocument document = parse("""
                gatehouse-acme-order 1
                order-url https://ca.test/order/17
                answer b
                answer a
                empty\s
                """);

        assertThat(document.value("order-url")).hasValue("https://ca.test/order/17");
        assertThat(document.values("answer")).containsExactly("b", "a");
        assertThat(document.value("empty")).hasValue("");
        assertThat(document.value("certificate-url")).isEmpty();
        assertThat(document.without("answer").values("answer")).isEmpty();
    }

    @Test
    void fieldOfALaterReleaseStays() {
        StateDocument document = parse("gatehouse-acme-order 1\nfrom-the-future %25 100\n");

        assertThat(document.with("answer", "a").toString())
                .isEqualTo("gatehouse-acme-order 1\nfrom-the-future %25 100\nanswer a\n");
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(StateDocument.of(StateKind.ACCOUNT)
                        .with("a", "1\n2\t%\u0085é ")
                        .toString())
                .isEqualTo("gatehouse-acme-account 1\na 1%0a2%09%25%c2%85é \n");
    }

    @Test
    void laterVersionIsRefusedByName() {
        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> parse("gatehouse-acme-order 2\nwhatever\n"))
                .withMessageContaining("version 2")
                .withMessageContaining("reads version 1");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] document = "gatehouse-acme-order 1\nanswer ?\n".getBytes(StandardCharsets.US_ASCII);
        document[document.length - 2] = (byte) 0xff;

        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> StateDocument.parse(StateKind.ORDER, "shop", document))
                .withMessageContaining("not UTF-8");
    }

    @Test
    void fieldThatCouldNotBeReadBackIsNotWritten() {
        StateDocument document = StateDocument.of(StateKind.ORDER);
        for (String name : List.of("", "a b", "A", "-a", "a\n")) {
            assertThatIllegalArgumentException().isThrownBy(() -> document.with(name, "x"));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> document.with("a", "\ud800"));
    }
}
