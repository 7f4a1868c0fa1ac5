package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EnvelopeCipherTest {
    private static final EnvelopeCipher CIPHER =
            EnvelopeCipher.builder(TestKeys.KEK).build();
    private static final EnvelopeCipher OLD =
            EnvelopeCipher.builder(TestKeys.OLD_KEK).build();
    private static final EnvelopeCipher ROTATED = EnvelopeCipher.builder(TestKeys.KEK)
            .alsoDecryptsWith(TestKeys.OLD_KEK)
            .build();
    private static final Secret SECRET = Secret.ofText("correct horse battery staple");

    @Test
    void decryptsWhatItEncryptedAtItsPlace() {
        String stored =
                CIPHER.encrypt(SECRET).boundTo("access_key", "secret", 17).toText();

        assertThat(CIPHER.decrypt(stored).boundTo("access_key", "secret", "17")).isEqualTo(SECRET);
        assertThat(stored).startsWith(Envelope.TEXT_PREFIX).doesNotContain("correct");
    }

    @Test
    void bindsTenantAndType() {
        Place place = Place.of("access_key", "secret", 17).withTenant("acme").withType("password");
        byte[] stored = CIPHER.encrypt(SECRET).boundTo(place).toBytes();

        assertThat(CIPHER.decrypt(stored).boundTo(place)).isEqualTo(SECRET);
        assertRefused(() -> CIPHER.decrypt(stored).boundTo(place.withTenant("umbrella")));
        assertRefused(() -> CIPHER.decrypt(stored).boundTo(place.withType("ssh")));
        assertRefused(() -> CIPHER.decrypt(stored).boundTo("access_key", "secret", 17));
    }

    @Test
    void staysWithin131BytesOverTheSecret() {
        byte[] stored = CIPHER.encrypt(Secret.ofBytes(new byte[32]))
                .boundTo("access_key", "secret", 17)
                .toBytes();

        assertThat(stored).hasSize(32 + 131);
    }

    @Test
    void encryptsTheSameSecretDifferentlyEachTime() {
        Envelope first = CIPHER.encrypt(SECRET).boundTo("access_key", "secret", 17);
        Envelope second = CIPHER.encrypt(SECRET).boundTo("access_key", "secret", 17);

        assertThat(first).isNotEqualTo(second);
        assertThat(first.dataKeyId()).isNotEqualTo(second.dataKeyId());
    }

    @Test
    void putsTheHeaderIntoSixteenCharacters() {
        Envelope envelope = CIPHER.encrypt(SECRET).boundTo("access_key", "secret", 17);
        byte[] header = Arrays.copyOf(envelope.toBytes(), 12);
        String encoded = Base64.getUrlEncoder().encodeToString(header);

        assertThat(encoded).hasSize(16);
        assertThat(envelope.toText()).startsWith(Envelope.TEXT_PREFIX + encoded);
    }

    @Test
    void keepsTheUnboundFormApart() {
        String unbound = CIPHER.encrypt(SECRET).insecureUnbound().toText();
        String bound =
                CIPHER.encrypt(SECRET).boundTo("access_key", "secret", 17).toText();

        assertThat(CIPHER.decrypt(unbound).insecureUnbound()).isEqualTo(SECRET);
        assertRefused(() -> CIPHER.decrypt(unbound).boundTo("access_key", "secret", 17));
        assertRefused(() -> CIPHER.decrypt(bound).insecureUnbound());
    }

    @Test
    void rewrapTouchesTheWrappedKeyOnly() {
        Envelope before = OLD.encrypt(SECRET).boundTo("access_key", "secret", 17);

        Envelope after = Envelope.parse(ROTATED.rewrap(before.toText()));

        assertThat(after.payload()).isEqualTo(before.payload());
        assertThat(after.bound()).isEqualTo(before.bound());
        assertThat(after.keyEncryptionKeys()).containsExactly(TestKeys.KEK.id());
        assertThat(CIPHER.decrypt(after).boundTo("access_key", "secret", 17)).isEqualTo(SECRET);
        assertRefused(() -> OLD.decrypt(after).boundTo("access_key", "secret", 17));
    }

    @Test
    void rewrapLeavesACurrentEnvelopeAlone() {
        Envelope current = CIPHER.encrypt(SECRET).boundTo("access_key", "secret", 17);
        Envelope old = OLD.encrypt(SECRET).boundTo("access_key", "secret", 17);

        assertThat(ROTATED.rewrap(current)).isSameAs(current);
        assertThat(ROTATED.isCurrent(current)).isTrue();
        assertThat(ROTATED.isCurrent(old)).isFalse();
    }

    @Test
    void rewrapRefusesAKeyMovedFromAnotherEnvelope() {
        Envelope one = OLD.encrypt(SECRET).boundTo("access_key", "secret", 17);
        Envelope other = OLD.encrypt(SECRET).boundTo("access_key", "secret", 18);

        assertRefused(() -> ROTATED.rewrap(one.withRecipients(other.recipients())));
    }

    @Test
    void decryptsWithAnyKeyOfTheRing() {
        Envelope old = OLD.encrypt(SECRET).boundTo("access_key", "secret", 17);

        assertThat(ROTATED.decrypt(old).boundTo("access_key", "secret", 17)).isEqualTo(SECRET);
        assertThat(ROTATED.keyEncryptionKeys()).containsExactly(TestKeys.KEK.id(), TestKeys.OLD_KEK.id());
    }

    @Test
    void passesOverARecipientThatDoesNotUnwrap() {
        Envelope envelope = CIPHER.encrypt(SECRET).boundTo("access_key", "secret", 17);
        Recipient forged = Recipient.wrapped(TestKeys.KEK.id(), new byte[LocalKey.WRAPPED_BYTES]);
        Envelope both =
                envelope.withRecipients(List.of(forged, envelope.recipients().get(0)));

        assertThat(CIPHER.decrypt(both.toBytes()).boundTo("access_key", "secret", 17))
                .isEqualTo(SECRET);
    }

    @Test
    void refusesOneKeyTwice() {
        EnvelopeCipher.Builder builder =
                EnvelopeCipher.builder(TestKeys.KEK).alsoDecryptsWith(KeyEncryptionKey.fromBase64(TestKeys.base64(0)));

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(TestKeys.KEK.id().text());
    }

    @Test
    void refusesASecretThatIsTooLarge() {
        Secret large = Secret.ofBytes(new byte[EnvelopeCipher.MAX_SECRET_BYTES + 1]);

        assertThatThrownBy(() -> CIPHER.encrypt(large))
                .isInstanceOf(EncryptionException.class)
                .hasMessageContaining("16777217");
    }

    @Test
    void tellsTheOperatorWhichKeyIsNeededAndWhichAreKnown() {
        Envelope foreign = EnvelopeCipher.builder(TestKeys.OTHER_KEK)
                .build()
                .encrypt(SECRET)
                .boundTo("access_key", "secret", 17);
        try (CapturedLog log = new CapturedLog()) {
            assertRefused(() -> ROTATED.decrypt(foreign).boundTo("access_key", "secret", 17));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(foreign.dataKeyId().toString(), "access_key.secret[17]", "alsoDecryptsWith")
                    .contains("needs one of KEK [" + TestKeys.OTHER_KEK.id() + "]")
                    .contains("known are [KEK " + TestKeys.KEK.id() + ", KEK " + TestKeys.OLD_KEK.id() + "]");
        }
    }

    @Test
    void tellsTheOperatorThatAnEnvelopeWasMoved() {
        Envelope envelope = CIPHER.encrypt(SECRET).boundTo("access_key", "secret", 17);
        try (CapturedLog log = new CapturedLog()) {
            assertRefused(() -> CIPHER.decrypt(envelope).boundTo("access_key", "secret", "18\nforged line"));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("access_key.secret[18?forged line]", "another place", "rebind it")
                    .doesNotContain("correct horse");
        }
    }

    @Test
    void tellsTheCallerNothingButThatItFailed() {
        Envelope envelope = CIPHER.encrypt(SECRET).boundTo("access_key", "secret", 17);
        byte[] cut = Arrays.copyOf(envelope.toBytes(), 60);

        List<Throwable> failures = List.of(
                thrownBy(() -> OLD.decrypt(envelope).boundTo("access_key", "secret", 17)),
                thrownBy(() -> CIPHER.decrypt(envelope).boundTo("access_key", "secret", 18)),
                thrownBy(() -> CIPHER.decrypt(cut).boundTo("access_key", "secret", 17)),
                thrownBy(() -> CIPHER.rewrap(cut)));

        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure).isExactlyInstanceOf(DecryptionException.class).hasNoCause();
            assertThat(failure).hasMessage(failures.get(0).getMessage());
        });
    }

    @Test
    void saysWhenTextIsNoEnvelopeAtAll() {
        assertThatThrownBy(() -> CIPHER.decrypt("hunter2"))
                .isInstanceOf(EnvelopeFormatException.class)
                .hasMessageContaining("ghe:")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void showsNoKeyAndNoSecret() {
        Envelope envelope = CIPHER.encrypt(SECRET).boundTo("access_key", "secret", 17);

        assertThat(TestKeys.KEK).hasToString("KeyEncryptionKey[" + TestKeys.KEK.id() + "]");
        assertThat(envelope.toString()).contains(envelope.dataKeyId().toString(), "159 bytes");
    }

    private static Throwable thrownBy(ThrowingCallable call) {
        return catchThrowable(call);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isExactlyInstanceOf(DecryptionException.class);
    }
}
