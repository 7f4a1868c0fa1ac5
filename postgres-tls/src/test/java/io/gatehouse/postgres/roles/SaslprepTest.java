package io.gatehouse.postgres.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaslprepTest {
    /** The first five are those of RFC 4013, section 3. */
    @ParameterizedTest
    @CsvSource({
        "I\u00adX, IX",
        "user, user",
        "USER, USER",
        "\u00aa, a",
        "\u2168, IX",
        "a\u00a0b\u3000c, a b c",
        "e\u0301, \u00e9",
        "\ufb01\uff21, fiA",
        "\u05e9\u05dc\u05d5\u05dd, \u05e9\u05dc\u05d5\u05dd",
        "\u06271\u0628, \u06271\u0628"
    })
    void prepares(String password, String prepared) {
        assertThat(Saslprep.problem(password)).isEmpty();
        assertThat(Saslprep.prepare(password)).isEqualTo(prepared);
    }

    /** The first two are those of RFC 4013, section 3: prohibited, and bidirectional. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0007",
                "\u06271",
                "",
                "\u00ad",
                "tab\there",
                "a\u200bb",
                "\u05d0a\u05d0",
                "\ue000",
                "\ufffd",
                "\u0340",
                "\u0221",
                "\ud83d\ude00"
            })
    void forbids(String password) {
        assertThat(Saslprep.problem(password)).isPresent();
        assertThatThrownBy(() -> Saslprep.prepare(password)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesPrintableAsciiAsItIs() {
        String all = IntStream.rangeClosed(0x20, 0x7e)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        assertThat(Saslprep.prepare(all)).isEqualTo(all);
    }

    @Test
    void knowsWhatUnicode32LeftOpen() {
        long open = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(Unassigned::contains)
                .count();

        assertThat(open).isEqualTo(879_309);
        assertThat(Unassigned.contains(0x220)).isFalse();
        assertThat(Unassigned.contains(0xEFFFD)).isTrue();
    }
}
