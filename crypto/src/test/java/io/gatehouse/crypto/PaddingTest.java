package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gatehouse.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PaddingTest {
    private static final Padding BUCKETS = Padding.buckets(32, 64, 128);
    private static final Place PLACE = Place.of("access_key", "secret", 17);

    @Property(tries = 300)
    void takesOffWhatItPutOn(@ForAll @Size(max = 400) byte[] secret) {
        byte[] padded = BUCKETS.pad(secret);

        assertThat(padded).hasSize(BUCKETS.paddedLength(secret.length));
        assertThat(Arrays.copyOf(padded, secret.length)).isEqualTo(secret);
        assertThat(Padding.secretLength(padded)).hasValue(secret.length);
    }

    @Property(tries = 300)
    void goesIntoTheSmallestBucketThatHoldsIt(@ForAll @IntRange(max = EnvelopeCipher.MAX_SECRET_BYTES) int length) {
        int padded = Padding.powersOfTwo(32).paddedLength(length);

        assertThat(padded).isGreaterThan(length).isLessThanOrEqualTo(Padding.MAX_PADDED_BYTES);
        assertThat(padded == 32 || padded / 2 <= length || padded > Padding.MAX_BUCKET_BYTES)
                .isTrue();
    }

    @Example
    void knowsItsSizes() {
        assertThat(BUCKETS.paddedLength(0)).isEqualTo(32);
        assertThat(BUCKETS.paddedLength(31)).isEqualTo(32);
        assertThat(BUCKETS.paddedLength(32)).isEqualTo(64);
        assertThat(BUCKETS.paddedLength(127)).isEqualTo(128);
        assertThat(BUCKETS.paddedLength(128)).isEqualTo(256);
        assertThat(BUCKETS.paddedLength(300)).isEqualTo(384);
        assertThat(Padding.none().paddedLength(300)).isEqualTo(300);
        assertThat(Padding.buckets(Padding.MAX_BUCKET_BYTES).paddedLength(EnvelopeCipher.MAX_SECRET_BYTES))
                .isEqualTo(Padding.MAX_PADDED_BYTES);
    }

    @Example
    void refusesSizesThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(Padding::buckets).withMessageContaining("Padding.none()");
        assertThatIllegalArgumentException().isThrownBy(() -> Padding.buckets(64, 32));
        assertThatIllegalArgumentException().isThrownBy(() -> Padding.buckets(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Padding.buckets(1 << 25));
        assertThatIllegalArgumentException().isThrownBy(() -> Padding.powersOfTwo(33));
        assertThatIllegalArgumentException().isThrownBy(() -> Padding.powersOfTwo(0));
    }

    @Example
    void findsNoSecretWhereThereIsNoPadding() {
        assertThat(Padding.secretLength(new byte[0])).isEmpty();
        assertThat(Padding.secretLength(new byte[32])).isEmpty();
        assertThat(Padding.secretLength("correct horse".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Property(tries = 100)
    void envelopesOfOneBucketAreEquallyLong(@ForAll Suite suite, @ForAll @Size(max = 31) byte[] bytes) {
        EnvelopeCipher cipher = EnvelopeCipher.builder(TestKeys.KEK)
                .suite(suite)
                .padding(BUCKETS)
                .build();
        EnvelopeCipher reader = EnvelopeCipher.builder(TestKeys.KEK).build();
        Secret secret = Secret.ofBytes(bytes);

        byte[] stored = cipher.encrypt(secret).boundTo(PLACE).toBytes();

        assertThat(stored).hasSize(32 + 131);
        assertThat(reader.decrypt(stored).boundTo(PLACE)).isEqualTo(secret);
        assertThat(Arrays.equals(stored, cipher.encrypt(secret).boundTo(PLACE).toBytes()))
                .isFalse();
    }
}
