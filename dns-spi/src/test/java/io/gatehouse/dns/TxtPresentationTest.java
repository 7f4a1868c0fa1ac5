package io.gatehouse.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TxtPresentationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "v=1; a|\"v=1; a\"",
                "''|\"\"",
                "say \"it\"|\"say \\\"it\\\"\"",
                "back\\slash|\"back\\\\slash\"",
                "b\u00fccher|\"b\\195\\188cher\""
            })
    void quotesAsZoneFilesDo(String value, String quoted) {
        assertThat(TxtPresentation.quoted(value)).isEqualTo(quoted);
        assertThat(TxtPresentation.parse(quoted)).isEqualTo(value);
    }

    @Test
    void writesNumbersInOctalWhereAsked() {
        assertThat(TxtPresentation.quotedInOctal("b\u00fc\t")).isEqualTo("\"b\\303\\274\\011\"");
        assertThat(TxtPresentation.parseOctal("\"b\\303\\274\\011\"")).isEqualTo("b\u00fc\t");
    }

    @Test
    void splitsAfterEach255Bytes() {
        assertThat(TxtPresentation.quoted("a".repeat(255))).isEqualTo("\"" + "a".repeat(255) + "\"");
        assertThat(TxtPresentation.quoted("a".repeat(256))).isEqualTo("\"" + "a".repeat(255) + "\" \"a\"");
    }

    @Test
    void everyValueComesBack() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            String value = random.ints(random.nextInt(600), 0, 0x3000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(TxtPresentation.parse(TxtPresentation.quoted(value))).isEqualTo(value);
            assertThat(TxtPresentation.parseOctal(TxtPresentation.quotedInOctal(value)))
                    .isEqualTo(value);
        }
    }

    @Test
    void takesWhatVendorsWriteOtherwise() {
        assertThat(TxtPresentation.parse("bare \"words\"")).isEqualTo("bare \"words\"");
        assertThat(TxtPresentation.parse("\"one\"\"two\"\t\"three\"")).isEqualTo("onetwothree");
        assertThat(TxtPresentation.parse("\"b\u00fccher \ud83d\udd11\"")).isEqualTo("b\u00fccher \ud83d\udd11");
        assertThat(TxtPresentation.parse("\"\\a\"")).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\"open", "\"a\" b", "\"\\12\"", "\"\\256\"", "\"\\", "\"\\255\""})
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TxtPresentation.parse(text));
    }
}
