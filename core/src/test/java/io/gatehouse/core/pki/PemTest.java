package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final String BLOCK = "-----BEGIN CERTIFICATE-----\nAQIDBA==\n-----END CERTIFICATE-----\n";

    @Property
    void encodingRoundTrips(@ForAll byte[] first, @ForAll byte[] second) {
        String text = Pem.encode("PRIVATE KEY", first) + "\n"
                + Pem.encode("X509 CRL", second).replace("\n", "\r\n");

        for (List<PemBlock> blocks : List.of(Pem.parse(text), Pem.parseLenient("Bag Attributes\n" + text + "end"))) {
            assertThat(blocks).extracting(PemBlock::label).containsExactly("PRIVATE KEY", "X509 CRL");
            assertThat(blocks.get(0).content()).isEqualTo(first);
            assertThat(blocks.get(1).content()).isEqualTo(second);
        }
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(64));
    }

    @Test
    void strictReaderWantsNothingAroundTheBlocks() {
        assertThat(Pem.parse("\n" + BLOCK + "\n  \n" + BLOCK)).hasSize(2);
        assertThatThrownBy(() -> Pem.parse("subject=CN = a\n" + BLOCK))
                .isInstanceOf(PemException.class)
                .hasMessageContaining("Line 1");
        assertThat(Pem.parseLenient("subject=CN = a\n" + BLOCK)).hasSize(1);
    }

    @Test
    void headersAreForTheLenient() {
        String text =
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,\n  00FF\n\nAQID\n"
                        + "-----END RSA PRIVATE KEY-----";

        PemBlock block = Pem.parseLenient(text).get(0);

        assertThat(block.headers())
                .containsExactly(
                        java.util.Map.entry("Proc-Type", "4,ENCRYPTED"),
                        java.util.Map.entry("DEK-Info", "AES-128-CBC,00FF"));
        assertThat(block.content()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> Pem.parse(text))
                .isInstanceOf(PemException.class)
                .hasMessageContaining("header");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "-----BEGIN CERTIFICATE-----\nAQIDBA==\n",
                "-----BEGIN CERTIFICATE-----\nAQIDBA==\n-----END PRIVATE KEY-----\n",
                "-----BEGIN CERTIFICATE-----\nAQIDBA=\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAQ==\nAQ==\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nhunter2!\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE\nAQIDBA==\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAQID\n-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n",
                "-----BEGIN -----\nAQID\n-----END -----\n",
                "-----BEGIN OPENSSH PRIVhunter2 KEY-----\nAQID",
                "-----BEGIN OPENSSH PRIVhunter2 KEY-----\nA?ID",
                "-----BEGIN OPENSSH PRIVhunter2 KEY-----\nAQI\n-----END OPENSSH PRIVhunter2 KEY-----\n",
                "-----BEGIN OPENSSH PRIVhunter2 KEY-----\nAQID\n-----END OPENSSH PRIVATE KEY-----\n",
            })
    void brokenTextIsRefusedWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> Pem.parseLenient(text))
                .isInstanceOf(PemException.class)
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("AQID");
        assertThatThrownBy(() -> Pem.parse(text)).isInstanceOf(PemException.class);
    }

    @Test
    void aLabelThatIsNoneIsNotShown() {
        String text = "-----BEGIN OPENSSH PRIVhunter2 KEY-----\nAQID\n-----END OPENSSH PRIVhunter2 KEY-----\n";

        assertThat(Pem.parse(text).get(0).toString()).doesNotContain("hunter2");
        for (String block : new String[] {text, text.replace("KEY", "PRIVATE KEY")}) {
            assertThatThrownBy(() -> PrivateKeys.parse(block.getBytes(StandardCharsets.US_ASCII)))
                    .isInstanceOf(PrivateKeyException.class)
                    .hasMessageContaining("with an unusual label")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void blocksShowNoContent() {
        assertThat(Pem.parse(BLOCK).get(0)).hasToString("PemBlock[CERTIFICATE, 4 bytes]");
        assertThatThrownBy(() -> Pem.encode("BAD-----", new byte[1])).isInstanceOf(IllegalArgumentException.class);
    }
}
