package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.FaultyKey.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeRewrapperTest {
    private static final Secret SECRET = Secret.ofText("correct horse battery staple");

    private final FaultyKey old = new FaultyKey(TestKeys.OLD_KEK);
    private final FaultyKey kek = new FaultyKey(TestKeys.KEK);
    private final EnvelopeCipher rotated =
            EnvelopeCipher.builder(kek).alsoDecryptsWith(old).build();

    @Test
    void callsTheKeysOnceForEachSharedDataKey() {
        List<Envelope> envelopes = sharedByTenants(3, 100);
        EnvelopeRewrapper rewrapper = rotated.rewrapper();

        List<Envelope> rewrapped = envelopes.stream().map(rewrapper::rewrap).toList();

        assertThat(old.unwraps).hasValue(3);
        assertThat(kek.wraps).hasValue(3);
        for (int i = 0; i < rewrapped.size(); i++) {
            assertThat(rewrapped.get(i).keyEncryptionKeys()).containsExactly(kek.id());
            assertThat(rewrapped.get(i).payload()).isEqualTo(envelopes.get(i).payload());
            assertThat(rotated.decrypt(rewrapped.get(i)).boundTo(row(i, 3))).isEqualTo(SECRET);
            assertThat(rewrapper.rewrap(rewrapped.get(i))).isSameAs(rewrapped.get(i));
        }
    }

    @Test
    void takesNoWrappedKeyForAnotherEnvelopesUnlessItIsTheSame() {
        EnvelopeRewrapper rewrapper = rotated.rewrapper();
        List<Envelope> two = sharedByTenants(2, 2);
        Envelope mixed = two.get(0).withRecipients(two.get(1).recipients());
        two.forEach(rewrapper::rewrap);

        assertThatThrownBy(() -> rewrapper.rewrap(mixed)).isInstanceOf(DecryptionException.class);
    }

    @Test
    void asksOnceForASharedDataKeyThatNoKeyUnwraps() {
        List<Envelope> envelopes = sharedByTenants(1, 3);
        byte[] other = TestKeys.OLD_KEK.wrap(new byte[KeyDerivation.KEY_BYTES], new byte[0]);
        EnvelopeRewrapper rewrapper = rotated.rewrapper();

        for (Envelope envelope : envelopes) {
            Envelope damaged = envelope.withRecipients(List.of(Recipient.wrapped(old.id(), other)));
            assertThatThrownBy(() -> rewrapper.rewrap(damaged)).isInstanceOf(DecryptionException.class);
        }

        assertThat(old.unwraps).hasValue(1);
        assertThat(rewrapper.rewrap(envelopes.get(0)).keyEncryptionKeys()).containsExactly(kek.id());
    }

    @Test
    void asksAgainForASharedDataKeyOnceTheKeyAnswers() {
        Envelope envelope = sharedByTenants(1, 1).get(0);
        EnvelopeRewrapper rewrapper = rotated.rewrapper();
        old.fault = Fault.DOWN;
        assertThatThrownBy(() -> rewrapper.rewrap(envelope)).isInstanceOf(KeyUnavailableException.class);

        old.fault = Fault.NONE;

        assertThat(rewrapper.rewrap(envelope).keyEncryptionKeys()).containsExactly(kek.id());
    }

    @Test
    void anEnvelopeWithADataKeyOfItsOwnIsNotRemembered() {
        Envelope envelope = EnvelopeCipher.builder(old).build().encrypt(SECRET).boundTo(row(0, 1));
        EnvelopeRewrapper rewrapper = rotated.rewrapper();

        rewrapper.rewrap(envelope);
        rewrapper.rewrap(envelope);

        assertThat(old.unwraps).hasValue(2);
    }

    @Test
    void anOlderVersionOfTheSameKeyIsNotCurrentAndIsRewrapped() {
        for (EnvelopeCipher cipher : List.of(
                EnvelopeCipher.builder(kek).build(),
                EnvelopeCipher.builder(kek)
                        .sharedDataKeys(DataKeyPolicy.defaults())
                        .build())) {
            Envelope before = cipher.encrypt(SECRET).boundTo(row(0, 1));
            assertThat(cipher.isCurrent(before)).isTrue();
            EnvelopeRewrapper begunBefore = cipher.rewrapper();
            assertThat(begunBefore.isCurrent(before)).isTrue();
            long next = kek.version + 1;
            kek.version = next;

            assertThat(cipher.isCurrent(before)).isFalse();
            Envelope after = cipher.rewrap(before);

            assertThat(cipher.isCurrent(after)).isTrue();
            assertThat(cipher.decrypt(after).boundTo(row(0, 1))).isEqualTo(SECRET);
            assertThat(begunBefore.isCurrent(before)).as("asked once").isTrue();
            assertThat(begunBefore.isCurrent(after)).isTrue();
        }
    }

    @Test
    void nothingIsCalledCurrentWhileTheKeyDoesNotTellItsVersion() {
        Envelope envelope = EnvelopeCipher.builder(kek).build().encrypt(SECRET).boundTo(row(0, 1));
        kek.fault = Fault.DOWN;
        EnvelopeRewrapper rewrapper = rotated.rewrapper();

        assertThatThrownBy(() -> rewrapper.isCurrent(envelope)).isInstanceOf(KeyUnavailableException.class);

        kek.fault = Fault.NONE;
        assertThat(rewrapper.isCurrent(envelope)).isTrue();
    }

    private List<Envelope> sharedByTenants(int tenants, int count) {
        EnvelopeCipher writer = EnvelopeCipher.builder(old)
                .sharedDataKeys(DataKeyPolicy.defaults())
                .build();
        List<Envelope> envelopes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            envelopes.add(writer.encrypt(SECRET).boundTo(row(i, tenants)));
        }
        return envelopes;
    }

    private static Place row(int row, int tenants) {
        return Place.of("access_key", "secret", row).withTenant("t" + row % tenants);
    }
}
