package io.gatehouse.core.pki;

import static io.gatehouse.core.pki.PrivateKeysTest.assertReason;
import static io.gatehouse.core.pki.PrivateKeysTest.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwkTest {
    private static final String ED25519 = okp("Ed25519", new byte[32]);

    @Test
    void rsaKeysAreRead() {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair(KeyType.RSA_2048).getPrivate();
        String json = "{\"kty\":\"RSA\", \"key_ops\":[\"sign\"], \"ext\":true, \"iat\":1.5e3, \"kid\":\"\\u0041\\n\""
                + member("n", key.getModulus())
                + member("e", key.getPublicExponent())
                + member("d", key.getPrivateExponent())
                + member("p", key.getPrimeP())
                + member("q", key.getPrimeQ())
                + member("dp", key.getPrimeExponentP())
                + member("dq", key.getPrimeExponentQ())
                + member("qi", key.getCrtCoefficient())
                + "}";

        assertThat(PrivateKeys.parseJwk(json)).isEqualTo(key);
        assertThat(PrivateKeys.parse(" \n" + json)).isEqualTo(key);
        assertReason(() -> PrivateKeys.parseJwk(json.replace("\"p\":", "\"x\":")), Reason.UNSUPPORTED, "primes");
        assertReason(
                () -> PrivateKeys.parseJwk(
                        json.replace("\"n\":\"", "\"n\":\"AAAA").replace("\"p\":\"", "\"p\":\"A")),
                Reason.MALFORMED);
    }

    @Test
    void ecKeysAreRead() {
        for (KeyType type : new KeyType[] {KeyType.EC_P256, KeyType.EC_P384}) {
            String curve = type == KeyType.EC_P256 ? "P-256" : "P-384";

            assertThat(PrivateKeys.parseJwk(ec(curve, pair(type), pair(type))))
                    .isEqualTo(pair(type).getPrivate());
        }
        assertReason(
                () -> PrivateKeys.parseJwk(ec("P-521", pair(KeyType.EC_P256), pair(KeyType.EC_P256))),
                Reason.UNSUPPORTED,
                "P-521");
    }

    @Test
    void publicPointOfAnotherKeyIsRefused() {
        String json = ec("P-256", pair(KeyType.EC_P256), PrivateKeys.generate(KeyType.EC_P256));

        assertReason(() -> PrivateKeys.parseJwk(json), Reason.MALFORMED, "public point");
    }

    @Test
    void ed25519KeysAreRead() {
        PrivateKey key = pair(KeyType.ED25519).getPrivate();
        byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();

        assertThat(PrivateKeys.parseJwk(okp("Ed25519", seed))).isEqualTo(key);
        assertReason(() -> PrivateKeys.parseJwk(okp("X25519", seed)), Reason.UNSUPPORTED, "X25519");
        assertReason(() -> PrivateKeys.parseJwk(okp("Ed25519", new byte[31])), Reason.MALFORMED, "32 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"kty\":1,\"d\":\"\"}",
                "{\"kty\":\"EC\",\"kty\":\"EC\"}",
                "{\"kty\":\"EC\"}x",
                "{\"kty\":\"EC\",}",
                "{\"kty\":{}}",
                "{'kty':\"EC\"}",
                "{\"kty\":\"\\x\"}",
                "{\"kty\":\"\\u00g0\"}",
                "{\"kty\":01}",
                "{\"kty\":nul}",
                "{\"kty\":\"a",
                "{\"kty\":[1]}",
                "{\"a\":1,\"a\":\"b\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AA\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"=!\"}",
                "{\"kty\":\"tab\there\"}",
            })
    void whatIsNoJwkIsMalformed(String json) {
        assertReason(() -> PrivateKeys.parseJwk(json), Reason.MALFORMED);
    }

    @Test
    void publicAndSymmetricKeysAreNamed() {
        assertReason(() -> PrivateKeys.parseJwk("{\"kty\":\"EC\",\"x\":\"AA\"}"), Reason.NOT_A_PRIVATE_KEY, "public");
        assertReason(
                () -> PrivateKeys.parseJwk("{\"kty\":\"oct\",\"k\":\"AA\"}"), Reason.NOT_A_PRIVATE_KEY, "symmetric");
        assertReason(() -> PrivateKeys.parseJwk("{\"kty\":\"AKP\",\"d\":\"AA\"}"), Reason.UNSUPPORTED, "AKP");
    }

    @Property(tries = 500)
    void brokenTextEndsInOurOwnError(@ForAll int position, @ForAll char value) {
        char[] broken = ED25519.toCharArray();
        broken[Math.floorMod(position, broken.length)] = value;
        try {
            assertThat(PrivateKeys.parseJwk(new String(broken)).getAlgorithm()).isEqualTo("EdDSA");
        } catch (PrivateKeyException e) {
            assertThat(e.getMessage()).doesNotContain("AAAAAAAA");
        }
    }

    private static String ec(String curve, KeyPair pair, KeyPair shown) {
        ECPublicKey point = (ECPublicKey) shown.getPublic();
        return "{\"kty\":\"EC\",\"crv\":\"" + curve + "\""
                + member("d", ((ECPrivateKey) pair.getPrivate()).getS())
                + member("x", point.getW().getAffineX())
                + member("y", point.getW().getAffineY())
                + "}";
    }

    private static String okp(String curve, byte[] seed) {
        return "{\"kty\":\"OKP\",\"crv\":\"" + curve + "\",\"d\":\"" + base64(seed) + "\"}";
    }

    private static String member(String name, BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return ",\"" + name + "\":\"" + base64(Arrays.copyOfRange(bytes, sign, bytes.length)) + "\"";
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
