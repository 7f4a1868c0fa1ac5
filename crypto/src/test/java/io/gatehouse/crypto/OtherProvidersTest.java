package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Secret;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Security providers that stand before the JDK's own, as a validated one does. */
class OtherProvidersTest {
    private static final Secret SECRET = Secret.ofText("correct horse");
    private static final Place PLACE = Place.of("access_key", "secret", 17);

    @ParameterizedTest
    @EnumSource(Suite.class)
    void theProviderThatIsFirstMakesTheSameEnvelopes(Suite suite) throws Exception {
        EnvelopeCipher jdk = cipher(suite);
        Envelope before = jdk.encrypt(SECRET).boundTo(PLACE);
        Envelope between;
        Provider first = new BouncyCastleProvider();
        Security.insertProviderAt(first, 1);
        try {
            assertThat(List.of(
                            Cipher.getInstance("AES/GCM/NoPadding").getProvider(),
                            Mac.getInstance("HmacSHA256").getProvider(),
                            MessageDigest.getInstance("SHA-256").getProvider()))
                    .as("the other provider does the work")
                    .containsOnly(first);
            EnvelopeCipher other = cipher(suite);
            // More than one message of a data key: a cipher that is used again gets another nonce.
            between = other.encrypt(SECRET).boundTo(PLACE);
            for (int i = 0; i < 10; i++) {
                Envelope stored = other.encrypt(SECRET).boundTo(PLACE);
                assertThat(other.decrypt(stored).boundTo(PLACE)).isEqualTo(SECRET);
            }
            assertThat(other.decrypt(before).boundTo(PLACE)).isEqualTo(SECRET);
        } finally {
            Security.removeProvider(first.getName());
        }
        assertThat(jdk.decrypt(between).boundTo(PLACE)).isEqualTo(SECRET);
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void aSha256ThatCannotBeClonedIsPassedOver(Suite suite) throws Exception {
        Envelope before = cipher(suite).encrypt(SECRET).boundTo(PLACE);
        Provider first = new UncloneableProvider();
        Security.insertProviderAt(first, 1);
        try {
            assertThat(MessageDigest.getInstance("SHA-256").getProvider()).isEqualTo(first);

            assertThat(cipher(suite).decrypt(before).boundTo(PLACE)).isEqualTo(SECRET);
        } finally {
            Security.removeProvider(first.getName());
        }
    }

    private static EnvelopeCipher cipher(Suite suite) {
        return EnvelopeCipher.builder(TestKeys.KEK)
                .suite(suite)
                .sharedDataKeys(DataKeyPolicy.defaults())
                .build();
    }

    /** A provider of one service, as those of tokens may be. */
    private static final class UncloneableProvider extends Provider {
        private static final long serialVersionUID = 1L;

        UncloneableProvider() {
            super("Uncloneable", "1", "A SHA-256 that cannot be cloned");
            put("MessageDigest.SHA-256", UncloneableSha256.class.getName());
        }
    }

    /** SHA-256 of the provider behind, without its clone. Made by the JDK, by name. */
    public static final class UncloneableSha256 extends MessageDigestSpi {
        private final MessageDigest inner;

        /** Used by the provider. */
        public UncloneableSha256() throws NoSuchAlgorithmException {
            Provider sun = Security.getProvider("SUN");
            this.inner = MessageDigest.getInstance("SHA-256", sun);
        }

        @Override
        protected void engineUpdate(byte input) {
            inner.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            inner.update(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            return inner.digest();
        }

        @Override
        protected int engineDigest(byte[] output, int offset, int length) throws DigestException {
            return inner.digest(output, offset, length);
        }

        @Override
        protected void engineReset() {
            inner.reset();
        }
    }
}
