package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.LowLevelCryptoCaller;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.aead.XAesGcmKey;
import com.google.crypto.tink.aead.subtle.XAesGcmAead;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.KDFCounterBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KDFCounterParameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key of each message, beside other implementations of the same schemes. */
class MessageKeysTest {
    /** The vectors of C2SP's XAES-256-GCM.md; the second key has a subkey that is doubled with feedback. */
    @ParameterizedTest
    @CsvSource({
        "01, '', ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271",
        "03, c2sp.org/XAES-256-GCM, 986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d",
    })
    void agreesWithTheVectorsOfC2sp(String keyByte, String associatedData, String sealed) throws Exception {
        byte[] key = new byte[32];
        Arrays.fill(key, Byte.parseByte(keyByte, 16));
        byte[] nonce = "ABCDEFGHIJKLMNOPQRSTUVWX".getBytes(StandardCharsets.US_ASCII);
        byte[] plaintext = "XAES-256-GCM".getBytes(StandardCharsets.US_ASCII);

        byte[] ours = gcm(
                XaesMessageKeys.of(key).derive(nonce, 0),
                nonce,
                plaintext,
                associatedData.getBytes(StandardCharsets.US_ASCII));

        assertThat(HexFormat.of().formatHex(ours)).isEqualTo(sealed);
    }

    @Property(tries = 500)
    void tinkOpensWhatWeSealedWithXaes(
            @ForAll @Size(32) byte[] key,
            @ForAll @Size(24) byte[] nonce,
            @ForAll @Size(max = 200) byte[] plaintext,
            @ForAll @Size(max = 100) byte[] associatedData)
            throws Exception {
        byte[] sealed = gcm(XaesMessageKeys.of(key).derive(nonce, 0), nonce, plaintext, associatedData);
        byte[] withNonce = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, withNonce, nonce.length, sealed.length);

        assertThat(tink(key).decrypt(withNonce, associatedData)).isEqualTo(plaintext);
    }

    @Property(tries = 500)
    void derivesForSuite2AsBouncyCastleDoes(@ForAll @Size(32) byte[] key, @ForAll @Size(24) byte[] nonce) {
        byte[] fixed = ("gatehouse/v1/message" + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] input = Arrays.copyOf(fixed, fixed.length + 12 + 4);
        System.arraycopy(nonce, 0, input, fixed.length, 12);
        input[input.length - 2] = 1; // 256 bits
        KDFCounterBytesGenerator oracle = new KDFCounterBytesGenerator(new HMac(new SHA256Digest()));
        oracle.init(new KDFCounterParameters(key, input, 32));
        byte[] expected = new byte[32];
        oracle.generateBytes(expected, 0, expected.length);

        assertThat(FipsMessageKeys.of(key).derive(nonce, 0)).isEqualTo(expected);
    }

    @Property(tries = 500)
    void bothSuitesCommitByTheHmacOfTheJdk(
            @ForAll Suite suite, @ForAll @Size(32) byte[] key, @ForAll @Size(max = 300) byte[] place) {
        byte[] header = TestKeys.counting(0, Header.BYTES);
        Mac mac = KeyDerivation.hmac(key);
        mac.update(header);
        Commitments commitments = suite.commitments(key);

        byte[] expected = Arrays.copyOf(header, Envelope.BOUND_BYTES);
        System.arraycopy(mac.doFinal(place), 0, expected, Header.BYTES, Envelope.COMMITMENT_BYTES);

        for (int round = 0; round < 2; round++) {
            byte[] bound = Arrays.copyOf(header, Envelope.BOUND_BYTES);
            commitments.commit(bound, place);
            assertThat(bound).isEqualTo(expected);
        }
    }

    @Property(tries = 50)
    void derivesFromTheMiddleOfAnArrayAndTwiceTheSame(@ForAll Suite suite, @ForAll @Size(32) byte[] key) {
        byte[] nonce = TestKeys.counting(7, 12);
        byte[] inside = TestKeys.counting(0, 40);
        MessageKeys keys = suite.messageKeys(key);

        byte[] first = keys.derive(nonce, 0);

        assertThat(keys.derive(inside, 7)).isEqualTo(first);
        assertThat(keys.derive(inside, 8)).isNotEqualTo(first);
        assertThat(keys.derive(nonce, 0)).isEqualTo(first);
    }

    private static byte[] gcm(byte[] key, byte[] nonce, byte[] plaintext, byte[] associatedData)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce, 12, 12));
        cipher.updateAAD(associatedData);
        return cipher.doFinal(plaintext);
    }

    @AccessesPartialKey
    @LowLevelCryptoCaller
    private static Aead tink(byte[] key) throws GeneralSecurityException {
        return XAesGcmAead.create(XAesGcmKey.create(
                PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE_NO_PREFIX,
                SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()),
                null));
    }
}
