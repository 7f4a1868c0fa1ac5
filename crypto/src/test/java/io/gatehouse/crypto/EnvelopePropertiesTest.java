package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gatehouse.core.Secret;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

class EnvelopePropertiesTest {
    private static final int TRIES = 200;

    /** Bits that make another envelope of the sample, but one that can be read: inline, padded, shared, unbound. */
    private static final Set<Integer> READABLE_FLIPS = Set.of(16, 17, 20, 24);

    private static final Place PLACE = Place.of("access_key", "secret", 17);
    private static final EnvelopeCipher OLD =
            EnvelopeCipher.builder(TestKeys.OLD_KEK).build();
    private static final EnvelopeCipher ROTATED = EnvelopeCipher.builder(TestKeys.KEK)
            .alsoDecryptsWith(TestKeys.OLD_KEK)
            .build();
    private static final byte[] SAMPLE =
            OLD.encrypt(Secret.ofText("correct horse")).boundTo(PLACE).toBytes();

    private static @Nullable CapturedLog log;

    /** Thousands of refusals, each with its line for the operator, would bury what the build has to say. */
    @BeforeContainer
    static void quieten() {
        log = new CapturedLog();
    }

    @AfterContainer
    static void speakAgain() {
        Objects.requireNonNull(log).close();
    }

    @Property(tries = TRIES)
    void anySecretComesBackFromAnyPlace(@ForAll @Size(max = 300) byte[] secret, @ForAll("places") Place place) {
        String stored = OLD.encrypt(Secret.ofBytes(secret)).boundTo(place).toText();

        assertThat(OLD.decrypt(stored).boundTo(place).exposeBytes()).isEqualTo(secret);
        assertThat(Envelope.parse(stored).toBytes()).hasSize(secret.length + 131);
    }

    @Property(tries = TRIES)
    void noSecretComesBackFromAnotherPlace(@ForAll("places") Place made, @ForAll("places") Place read) {
        Assume.that(!made.equals(read));
        Envelope stored = OLD.encrypt(Secret.ofText("correct horse")).boundTo(made);

        assertThat(catchThrowable(() -> OLD.decrypt(stored).boundTo(read)))
                .isExactlyInstanceOf(DecryptionException.class);
    }

    @Property(tries = TRIES)
    void twoPlacesNeverEncodeAlike(@ForAll("places") Place one, @ForAll("places") Place other) {
        assertThat(Arrays.equals(one.encoded(), other.encoded())).isEqualTo(one.equals(other));
    }

    @Property(tries = TRIES)
    void rewrapKeepsThePayloadOfAnySecret(@ForAll @Size(max = 300) byte[] secret, @ForAll("places") Place place) {
        Envelope before = OLD.encrypt(Secret.ofBytes(secret)).boundTo(place);

        Envelope after = ROTATED.rewrap(before);

        assertThat(after.payload()).isEqualTo(before.payload());
        assertThat(after.bound()).isEqualTo(before.bound());
        assertThat(ROTATED.decrypt(after.toText()).boundTo(place).exposeBytes()).isEqualTo(secret);
    }

    @Property(tries = 1000)
    void anyBytesBehindTheFirstTwelveAreReadOrRefusedInOrder(@ForAll @Size(max = 400) byte[] tail) {
        byte[] forged = Arrays.copyOf(SAMPLE, Header.BYTES + tail.length);
        System.arraycopy(tail, 0, forged, Header.BYTES, tail.length);

        assertThat(catchThrowable(() -> OLD.decrypt(forged).boundTo(PLACE)))
                .isExactlyInstanceOf(DecryptionException.class);
    }

    @Example
    void everyFlippedBitIsRefused() {
        for (int bit = 0; bit < SAMPLE.length * 8; bit++) {
            byte[] flipped = SAMPLE.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            // What an envelope is stands in its first four bytes; another kind that is read is refused as a wrong key.
            Class<?> expected = bit / 8 < 4 && !READABLE_FLIPS.contains(bit)
                    ? EnvelopeFormatException.class
                    : DecryptionException.class;

            assertThat(catchThrowable(() -> OLD.decrypt(flipped).boundTo(PLACE)))
                    .as("bit %d", bit)
                    .isExactlyInstanceOf(expected);
            assertThat(refusal(() -> OLD.decrypt(flipped).insecureUnbound()))
                    .as("bit %d", bit)
                    .isExactlyInstanceOf(expected);
        }
    }

    @Example
    void everyTruncationIsRefused() {
        String text = Envelope.parse(SAMPLE).toText();
        for (int length = 0; length < SAMPLE.length; length++) {
            byte[] cut = Arrays.copyOf(SAMPLE, length);
            assertThat(catchThrowable(() -> OLD.decrypt(cut).boundTo(PLACE)))
                    .as("%d bytes", length)
                    .isExactlyInstanceOf(length == 0 ? EnvelopeFormatException.class : DecryptionException.class);
        }
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThat(catchThrowable(() -> OLD.decrypt(cut).boundTo(PLACE)))
                    .as("%d characters", length)
                    .isExactlyInstanceOf(
                            length < Envelope.TEXT_PREFIX.length()
                                    ? EnvelopeFormatException.class
                                    : DecryptionException.class);
        }
    }

    @Example
    void rewrapRefusesEveryFlippedBitOfHeaderCommitmentAndWrappedKey() {
        int payloadAt = SAMPLE.length - Envelope.parse(SAMPLE).payload().length;
        for (int bit = 0; bit < payloadAt * 8; bit++) {
            byte[] flipped = SAMPLE.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(refusal(() -> ROTATED.rewrap(flipped)))
                    .as("bit %d", bit)
                    .isInstanceOfAny(DecryptionException.class, EnvelopeFormatException.class);
        }
    }

    @Provide
    Arbitrary<Place> places() {
        Arbitrary<String> name =
                Arbitraries.strings().withChars("ab\u00e9\u4e16").ofMinLength(1).ofMaxLength(4);
        Arbitrary<String> optional = Arbitraries.oneOf(name, Arbitraries.just(""));
        return Combinators.combine(optional, name, name, name, optional)
                .as((tenant, table, column, row, type) ->
                        new Place(orAbsent(tenant), table, column, row, orAbsent(type)));
    }

    private static @Nullable String orAbsent(String field) {
        return field.isEmpty() ? null : field;
    }

    private static @Nullable Throwable refusal(Runnable call) {
        return catchThrowable(call::run);
    }
}
