package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gatehouse.core.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Altered, cut, lengthened, moved and replayed envelopes, of both suites and wherever the data key is. */
class EveryModeTest {
    private static final Secret SECRET = Secret.ofText("correct horse");
    private static final Place PLACE =
            Place.of("access_key", "secret", 17).withTenant("acme").withType("ssh");

    private @Nullable CapturedLog log;

    /** Thousands of refusals, each with its line for the operator, would bury what the build has to say. */
    @BeforeEach
    void quieten() {
        log = new CapturedLog();
    }

    @AfterEach
    void speakAgain() {
        Objects.requireNonNull(log).close();
    }

    /** Where the data key of an envelope is. */
    private enum Mode {
        OWN,
        SHARED,
        STORED;

        EnvelopeCipher cipher(Suite suite) {
            EnvelopeCipher.Builder builder =
                    EnvelopeCipher.builder(TestKeys.KEK).suite(suite);
            return switch (this) {
                case OWN -> builder.build();
                case SHARED -> builder.sharedDataKeys(DataKeyPolicy.defaults()).build();
                case STORED -> builder.dataKeys(DataKeyStore.inMemory()).build();
            };
        }
    }

    static Stream<Arguments> ciphers() {
        return Stream.of(Suite.values())
                .flatMap(suite -> Stream.of(Mode.values()).map(mode -> Arguments.of(suite, mode, mode.cipher(suite))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ciphers")
    void noFlippedBitIsOverlooked(Suite suite, Mode mode, EnvelopeCipher cipher) {
        byte[] stored = cipher.encrypt(SECRET).boundTo(PLACE).toBytes();
        int wrappedAt = Header.BYTES + Envelope.COMMITMENT_BYTES;
        int payloadAt = stored.length - Envelope.parse(stored).payload().length;
        for (int bit = 0; bit < stored.length * 8; bit++) {
            byte[] flipped = stored.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            if (mode == Mode.SHARED && bit / 8 > wrappedAt && bit / 8 < payloadAt) {
                assertNoticedByWhoeverUnwraps("bit " + bit, suite, cipher, flipped);
            } else {
                assertRefused("bit " + bit, () -> cipher.decrypt(flipped).boundTo(PLACE));
            }
            assertRefused("bit " + bit, () -> cipher.decrypt(flipped).insecureUnbound());
        }
        assertOpens(cipher, stored, PLACE);
    }

    /** A cipher that has the data key in memory looks at no wrapped copy of it, and gives the very secret or nothing. */
    private static void assertNoticedByWhoeverUnwraps(String what, Suite suite, EnvelopeCipher cipher, byte[] flipped) {
        Throwable refusal = catchThrowable(() -> assertOpens(cipher, flipped, PLACE));
        assertThat(refusal == null || isRefusal(refusal)).as(what).isTrue();
        EnvelopeCipher restarted = Mode.SHARED.cipher(suite);
        assertRefused(what, () -> restarted.decrypt(flipped).boundTo(PLACE));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof DecryptionException || failure instanceof EnvelopeFormatException;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ciphers")
    void nothingMayBeCutOffOrAdded(Suite suite, Mode mode, EnvelopeCipher cipher) {
        Envelope envelope = cipher.encrypt(SECRET).boundTo(PLACE);
        byte[] stored = envelope.toBytes();
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertRefused(length + " bytes", () -> cipher.decrypt(cut).boundTo(PLACE));
        }
        for (int more : List.of(1, 2, 16, 84, 1000)) {
            byte[] longer = Arrays.copyOf(stored, stored.length + more);
            assertRefused(more + " bytes more", () -> cipher.decrypt(longer).boundTo(PLACE));
        }
        String text = envelope.toText();
        for (String other : List.of(text.substring(0, text.length() - 1), text + "A", text + "=", " " + text)) {
            assertRefused(other, () -> cipher.decrypt(other).boundTo(PLACE));
        }
        assertOpens(cipher, stored, PLACE);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ciphers")
    void anEnvelopeOpensAtNoOtherRowColumnTableTenantOrType(Suite suite, Mode mode, EnvelopeCipher cipher) {
        byte[] stored = cipher.encrypt(SECRET).boundTo(PLACE).toBytes();
        List<Place> elsewhere = List.of(
                Place.of("access_key", "secret", 18).withTenant("acme").withType("ssh"),
                Place.of("access_key", "passphrase", 17).withTenant("acme").withType("ssh"),
                Place.of("api_key", "secret", 17).withTenant("acme").withType("ssh"),
                PLACE.withTenant("umbrella"),
                PLACE.withType("password"),
                Place.of("secret", "access_key", 17).withTenant("acme").withType("ssh"),
                Place.of("access_key", "secret", 17).withTenant("ssh").withType("acme"),
                Place.of("access_key", "secret", 17).withTenant("acme"),
                Place.of("access_key", "secret", 17));
        for (Place other : elsewhere) {
            assertRefused(other.toString(), () -> cipher.decrypt(stored).boundTo(other));
            byte[] there = cipher.encrypt(SECRET).boundTo(other).toBytes();
            assertRefused(other.toString(), () -> cipher.decrypt(there).boundTo(PLACE));
            assertOpens(cipher, there, other);
        }
        assertOpens(cipher, stored, PLACE);
    }

    /** What two envelopes of one data key and one place are made of cannot be put together anew. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ciphers")
    void headAndTailOfTwoEnvelopesMakeNoThird(Suite suite, Mode mode, EnvelopeCipher cipher) {
        byte[] one = cipher.encrypt(SECRET).boundTo(PLACE).toBytes();
        byte[] other =
                cipher.encrypt(Secret.ofText("battery stapl")).boundTo(PLACE).toBytes();
        assertThat(other).hasSameSizeAs(one);
        int payload = one.length - Envelope.parse(one).payload().length;
        for (int seam = payload + 1; seam < one.length; seam++) {
            byte[] both = one.clone();
            System.arraycopy(other, seam, both, seam, one.length - seam);
            if (!Arrays.equals(both, one) && !Arrays.equals(both, other)) {
                assertRefused("seam at " + seam, () -> cipher.decrypt(both).boundTo(PLACE));
            }
        }
    }

    /** As the guide says: whoever can write to the database can put an older envelope of the same place back, unseen. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ciphers")
    void anOlderEnvelopeOfTheSamePlaceStillOpensThere(Suite suite, Mode mode, EnvelopeCipher cipher) {
        byte[] older = cipher.encrypt(SECRET).boundTo(PLACE).toBytes();
        byte[] newer =
                cipher.encrypt(Secret.ofText("battery staple")).boundTo(PLACE).toBytes();

        assertThat(newer).isNotEqualTo(older);
        assertOpens(cipher, older, PLACE);
    }

    /** What the guide offers against it: a version of the row in the place. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ciphers")
    void aPlaceThatCountsItsVersionsRefusesAnOlderOne(Suite suite, Mode mode, EnvelopeCipher cipher) {
        Place first = Place.of("access_key", "secret", "17/1");
        Place second = Place.of("access_key", "secret", "17/2");
        byte[] older = cipher.encrypt(SECRET).boundTo(first).toBytes();

        assertRefused("replayed", () -> cipher.decrypt(older).boundTo(second));
    }

    private static void assertOpens(EnvelopeCipher cipher, byte[] stored, Place place) {
        assertThat(cipher.decrypt(stored).boundTo(place)).isEqualTo(SECRET);
    }

    private static void assertRefused(String what, Runnable decryption) {
        assertThat(catchThrowable(decryption::run))
                .as(what)
                .isInstanceOfAny(DecryptionException.class, EnvelopeFormatException.class)
                .hasNoCause();
    }
}
