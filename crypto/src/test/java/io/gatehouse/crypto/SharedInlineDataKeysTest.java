package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.FaultyKey.Fault;
import io.gatehouse.testkit.MovableClock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ciphers whose data keys travel in the envelopes and are shared. */
class SharedInlineDataKeysTest {
    private static final Secret SECRET = Secret.ofText("correct horse battery staple");
    private static final Place PLACE = Place.of("access_key", "secret", 1);

    private final MovableClock clock = MovableClock.at(Instant.parse("2026-01-01T00:00:00Z"));
    private final DataKeyPolicy policy = DataKeyPolicy.builder().clock(clock).build();
    private final FaultyKey kek = new FaultyKey(TestKeys.KEK);
    private final FaultyKey other = new FaultyKey(TestKeys.OTHER_KEK);

    private EnvelopeCipher cipher() {
        return EnvelopeCipher.builder(kek).sharedDataKeys(policy).build();
    }

    @Test
    void theKekIsCalledOnceForAll() {
        EnvelopeCipher writer = cipher();
        EnvelopeCipher reader = cipher();
        for (int i = 0; i < 1000; i++) {
            Place place = Place.of("access_key", "secret", i);
            Envelope envelope = writer.encrypt(SECRET).boundTo(place);
            assertThat(writer.decrypt(envelope).boundTo(place)).isEqualTo(SECRET);
            assertThat(reader.decrypt(envelope.toText()).boundTo(place)).isEqualTo(SECRET);
        }
        assertThat(kek.wraps).hasValue(1);
        assertThat(kek.unwraps).as("once by the reader").hasValue(1);
    }

    @Test
    void underALocalKeyAnEnvelopeIsStillOneHundredAndThirtyOneBytesLonger() {
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(TestKeys.KEK).sharedDataKeys(policy).build();
        Envelope envelope = cipher.encrypt(SECRET).boundTo(PLACE);
        assertThat(envelope.toBytes()).hasSize(SECRET.byteLength() + 131);
        EnvelopeCipher notSharing = EnvelopeCipher.builder(TestKeys.KEK).build();
        assertThat(notSharing.decrypt(envelope).boundTo(PLACE)).isEqualTo(SECRET);
        assertThat(cipher.decrypt(notSharing.encrypt(SECRET).boundTo(PLACE)).boundTo(PLACE))
                .isEqualTo(SECRET);
    }

    @Test
    void limitsOfMessagesAgeAndScopeHold() {
        DataKeyPolicy small = DataKeyPolicy.builder()
                .clock(clock)
                .maxMessages(10)
                .maxBytes(1 << 20)
                .build();
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(kek).sharedDataKeys(small).build();
        IntStream.range(0, 100)
                .mapToObj(i -> cipher.encrypt(SECRET).boundTo(PLACE))
                .collect(Collectors.groupingBy(Envelope::dataKeyId, Collectors.counting()))
                .forEach((id, count) -> assertThat(count).isLessThanOrEqualTo(10));
        Envelope old = cipher.encrypt(SECRET).boundTo(PLACE);
        assertThat(cipher.encrypt(SECRET).boundTo(PLACE.withTenant("acme")).dataKeyId())
                .isNotEqualTo(old.dataKeyId());
        clock.advance(small.maxAge());
        assertThat(cipher.encrypt(SECRET).boundTo(PLACE).dataKeyId()).isNotEqualTo(old.dataKeyId());
    }

    @Test
    void aNewVersionOfTheKekShowsWhenTheCacheTimeIsOver() {
        EnvelopeCipher cipher = cipher();
        Envelope old = cipher.encrypt(SECRET).boundTo(PLACE);
        clock.advance(policy.cacheTime());
        assertThat(cipher.encrypt(SECRET).boundTo(PLACE).dataKeyId()).isEqualTo(old.dataKeyId());
        kek.version = 2;
        clock.advance(policy.cacheTime());
        assertThat(cipher.encrypt(SECRET).boundTo(PLACE).dataKeyId()).isNotEqualTo(old.dataKeyId());
        assertThat(cipher.decrypt(old).boundTo(PLACE)).isEqualTo(SECRET);
    }

    @Test
    void aNewVersionSeenForOneScopeIsUsedByAllAtOnce() {
        EnvelopeCipher cipher = cipher();
        Place acme = PLACE.withTenant("acme");
        Place late = PLACE.withTenant("late");
        DataKeyId old = cipher.encrypt(SECRET).boundTo(acme).dataKeyId();
        clock.advance(policy.cacheTime().dividedBy(2));
        DataKeyId lateOld = cipher.encrypt(SECRET).boundTo(late).dataKeyId();
        kek.version = 2;
        assertThat(cipher.encrypt(SECRET).boundTo(late).dataKeyId())
                .as("no call on the warm path")
                .isEqualTo(lateOld);
        clock.advance(policy.cacheTime().dividedBy(2));
        assertThat(cipher.encrypt(SECRET).boundTo(acme).dataKeyId()).isNotEqualTo(old);

        DataKeyId lateNew = cipher.encrypt(SECRET).boundTo(late).dataKeyId();

        assertThat(lateNew).as("in the middle of its cache time").isNotEqualTo(lateOld);
        assertThat(cipher.encrypt(SECRET).boundTo(late).dataKeyId()).isEqualTo(lateNew);
    }

    @Test
    void encryptionGoesOnUnderTheOldVersionIfTheKekGoesDownOnceTheNewOneWasSeen() {
        EnvelopeCipher cipher = cipher();
        Envelope old = cipher.encrypt(SECRET).boundTo(PLACE);
        kek.version = 2;
        assertThat(cipher.isCurrent(old)).isFalse();
        kek.fault = Fault.DOWN;
        assertThat(cipher.encrypt(SECRET).boundTo(PLACE).dataKeyId()).isEqualTo(old.dataKeyId());
    }

    @Test
    void encryptionGoesOnWhileOneKeyIsDownAndEitherDecrypts() {
        EnvelopeCipher cipher = EnvelopeCipher.builder(kek)
                .alsoEncryptsTo(other)
                .sharedDataKeys(policy)
                .build();
        Envelope both = cipher.encrypt(SECRET).boundTo(PLACE);
        assertThat(both.keyEncryptionKeys()).containsExactly(kek.id(), other.id());
        assertThat(cipher.isCurrent(both)).isTrue();
        kek.fault = Fault.DOWN;
        Envelope one = cipher.encrypt(SECRET).boundTo(PLACE.withTenant("acme"));
        assertThat(one.keyEncryptionKeys()).containsExactly(other.id());
        assertThat(cipher.isCurrent(one)).isFalse();
        EnvelopeCipher fresh =
                EnvelopeCipher.builder(kek).alsoDecryptsWith(other).build();
        assertThat(fresh.decrypt(both).boundTo(PLACE)).isEqualTo(SECRET);
        kek.fault = Fault.NONE;
        Envelope rewrapped = cipher.rewrap(one);
        assertThat(rewrapped.keyEncryptionKeys()).isEqualTo(List.of(kek.id(), other.id()));
        assertThat(cipher.decrypt(rewrapped).boundTo(PLACE.withTenant("acme"))).isEqualTo(SECRET);
    }

    @Test
    void withNoKeyToBeHadNothingIsEncrypted() {
        kek.fault = Fault.DOWN;
        assertThatThrownBy(() -> cipher().encrypt(SECRET).boundTo(PLACE)).isInstanceOf(KeyUnavailableException.class);
    }
}
