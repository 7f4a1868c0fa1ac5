package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SealingKeyTest {
    private static final byte[] DATA_KEY = TestKeys.counting(0x80, 32);
    private static final byte[] BOUND = TestKeys.counting(0, Envelope.BOUND_BYTES);
    private static final Secret SECRET = Secret.ofText("correct horse");
    private static final Place PLACE = Place.of("access_key", "secret", 17);

    @ParameterizedTest
    @EnumSource
    void overheadInAStoreIsExactly84Bytes(Suite suite) {
        EnvelopeSealer sealer = FixedDataKey.sealer(suite, DATA_KEY, Padding.none());

        Envelope envelope = sealer.seal(Secret.ofBytes(new byte[32]), PLACE);

        assertThat(envelope.toBytes()).hasSize(32 + 84);
        assertThat(Envelope.parse(envelope.toText())).isEqualTo(envelope);
        assertThat(envelope.keyEncryptionKeys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void servesManyThreadsAtOnce(Suite suite) throws Exception {
        EnvelopeSealer sealer = FixedDataKey.sealer(suite, DATA_KEY, Padding.none());
        int threads = 8;
        int each = 500;
        Callable<List<Envelope>> work = () -> {
            List<Envelope> made = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                Envelope envelope = sealer.seal(SECRET, PLACE);
                assertThat(sealer.open(envelope, PLACE)).isEqualTo(SECRET);
                made.add(envelope);
            }
            return made;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Set<Envelope> all = new HashSet<>();
            for (Future<List<Envelope>> done :
                    pool.invokeAll(List.of(work, work, work, work, work, work, work, work))) {
                all.addAll(done.get());
            }
            assertThat(all).hasSize(threads * each);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void opensMessagesOfMorePrefixesThanItKeepsCiphersFor() {
        List<Envelope> made = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            made.add(FixedDataKey.sealer(Suite.XAES_256_GCM, DATA_KEY, Padding.none())
                    .seal(SECRET, PLACE));
        }
        EnvelopeSealer sealer = FixedDataKey.sealer(Suite.XAES_256_GCM, DATA_KEY, Padding.none());

        for (int round = 0; round < 2; round++) {
            assertThat(made)
                    .allSatisfy(
                            envelope -> assertThat(sealer.open(envelope, PLACE)).isEqualTo(SECRET));
        }
    }

    @Test
    void stillOpensAfterAMessageThatWasNotAuthentic() {
        SealingKey key = SealingKey.of(Suite.XAES_256_GCM, DATA_KEY);
        byte[] payload = new byte[13 + MessageCipher.OVERHEAD_BYTES];
        SECRET.withBytes(plaintext -> key.with(cipher -> {
            cipher.seal(plaintext, BOUND, payload, 0);
            return payload;
        }));
        byte[] altered = payload.clone();
        altered[30] ^= 1;

        Optional<byte[]> refused = key.with(cipher -> cipher.open(altered, 0, BOUND));
        Optional<byte[]> opened = key.with(cipher -> cipher.open(payload, 0, BOUND));

        assertThat(refused).isEmpty();
        assertThat(opened)
                .hasValueSatisfying(
                        plaintext -> assertThat(Secret.ofBytes(plaintext)).isEqualTo(SECRET));
    }

    @Test
    void isBoundToItsPlaceOnlyIfEveryBitIsAsItWas() {
        SealingKey key = SealingKey.of(Suite.XAES_256_GCM, DATA_KEY);
        byte[] place = PLACE.encoded();
        byte[] bound = key.with(cipher -> cipher.bound(BOUND, place));

        assertThat(key.<Boolean>with(cipher -> cipher.isBoundTo(place, bound))).isTrue();
        for (int bit = 0; bit < Byte.SIZE * bound.length; bit++) {
            byte[] altered = bound.clone();
            altered[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(key.<Boolean>with(cipher -> cipher.isBoundTo(place, altered)))
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    @Test
    void isOfNoUseOnceClosed() {
        SealingKey key = SealingKey.of(Suite.XAES_256_GCM, DATA_KEY);
        key.with(cipher -> cipher.bound(new byte[Header.BYTES], new byte[0]));

        key.close();

        assertThatThrownBy(() -> key.with(cipher -> cipher.bound(new byte[Header.BYTES], new byte[0])))
                .isInstanceOf(SealingKey.ClosedException.class)
                .hasMessageContaining(key.id().toString());
    }

    /** A key that is wiped while another thread makes a cipher of it must not become a cipher of zeros. */
    @Test
    void neverSealsUnderAKeyThatIsHalfWiped() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            byte[] header = new byte[Header.BYTES];
            byte[] expected =
                    SealingKey.of(Suite.XAES_256_GCM, DATA_KEY).with(cipher -> cipher.bound(header, new byte[0]));
            for (int i = 0; i < 300; i++) {
                SealingKey key = SealingKey.of(Suite.XAES_256_GCM, DATA_KEY);
                Future<?> closing = pool.submit(key::close);
                try {
                    byte[] bound = key.with(cipher -> cipher.bound(header, new byte[0]));
                    assertThat(bound).isEqualTo(expected);
                } catch (SealingKey.ClosedException e) {
                    assertThat(e).hasMessageContaining(key.id().toString());
                }
                closing.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void staysItselfWhenItsBytesAreWipedByTheCaller() {
        byte[] mine = DATA_KEY.clone();
        SealingKey key = SealingKey.of(Suite.XAES_256_GCM, mine);
        Arrays.fill(mine, (byte) 0);

        assertThat(key.id()).isEqualTo(SealingKey.idOf(DATA_KEY));
        assertThat(key).hasToString("SealingKey[" + key.id() + "]");
    }
}
