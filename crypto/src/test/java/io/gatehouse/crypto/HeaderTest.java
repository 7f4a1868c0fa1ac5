package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.Secret;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTest {
    private static final byte[] ENVELOPE = EnvelopeCipher.builder(TestKeys.KEK)
            .build()
            .encrypt(Secret.ofText("x"))
            .boundTo("t", "c", 1)
            .toBytes();

    @ParameterizedTest
    @CsvSource({
        "1, 0x21, version 2",
        "1, 0x01, version 0",
        "1, 0x10, suite 0",
        "1, 0x13, suite 3",
        "2, 0x05, compressed",
        "2, 0x09, streaming",
        "2, 0x21, unassigned flag 0x20",
        "2, 0x81, unassigned flag 0x80",
        "3, 0x02, schema 2",
    })
    void refusesByNameWhatItDoesNotRead(int at, int value, String name) {
        byte[] other = ENVELOPE.clone();
        other[at] = (byte) value;

        EnvelopeFormatException failure =
                catchThrowableOfType(EnvelopeFormatException.class, () -> Envelope.parse(other));

        assertThat(failure.reason()).isEqualTo(EnvelopeFormatException.Reason.UNSUPPORTED);
        assertThat(failure).hasMessageContaining(name);
    }
}
