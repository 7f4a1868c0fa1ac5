package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoncesTest {
    @Test
    void keepsItsFirstHalfForAsManyMessagesAsItSaysAndNeverItsSecond() {
        Nonces nonces = new Nonces();
        int messages = 3 * Nonces.MESSAGES_PER_PREFIX;
        Set<String> firstHalves = new HashSet<>();
        Set<String> secondHalves = new HashSet<>();
        byte[] nonce = new byte[MessageCipher.NONCE_BYTES];
        for (int i = 0; i < messages; i++) {
            nonces.next(nonce, 0);
            firstHalves.add(HexFormat.of().formatHex(nonce, 0, 12));
            secondHalves.add(HexFormat.of().formatHex(nonce, 12, 24));
        }

        assertThat(firstHalves).hasSize(3);
        assertThat(secondHalves).hasSize(messages);
    }

    @Test
    void writesWhereItIsToldAndNowhereElse() {
        byte[] out = new byte[40];
        new Nonces().next(out, 8);

        assertThat(Arrays.copyOf(out, 8)).containsOnly(0);
        assertThat(Arrays.copyOfRange(out, 32, 40)).containsOnly(0);
        assertThat(Arrays.copyOfRange(out, 8, 20)).isNotEqualTo(new byte[12]);
        assertThat(Arrays.copyOfRange(out, 20, 32)).isNotEqualTo(new byte[12]);
    }
}
