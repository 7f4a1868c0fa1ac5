package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataKeyIdTest {
    @Test
    void isTheEightBytesOfTheHeader() {
        DataKeyId id = DataKeyId.at(new byte[] {9, 0, 1, 2, 3, (byte) 0xfc, (byte) 0xfd, (byte) 0xfe, (byte) 0xff}, 1);
        assertThat(id).hasToString("00010203fcfdfeff").isEqualTo(DataKeyId.parse("00010203fcfdfeff"));
        assertThat(id.bytes()).startsWith(0, 1, 2, 3).endsWith(0xfe, 0xff);
    }

    @Test
    void standsInTheOrderOfItsDigits() {
        assertThat(DataKeyId.parse("7fffffffffffffff")).isLessThan(DataKeyId.parse("8000000000000000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00010203fcfdfef", "00010203fcfdfeff0", "00010203FCFDFEFF", "00010203fcfdfefg"})
    void refusesWhatIsNoId(String text) {
        assertThatThrownBy(() -> DataKeyId.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sixteen")
                .hasMessageContaining(text);
    }
}
