package io.gatehouse.benchmark;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Queue;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * ES256 (FIPS 186-5, section 6.4) for a load: the half of each signature that does not depend on the message is made
 * ahead of the measured time, so that the client does not take the processor from the server it measures. Only for keys
 * that guard nothing. Not thread-safe.
 */
final class PreparedEs256 {
    /** The inverse of a secret number, and the x of its point. */
    private record Half(BigInteger inverse, BigInteger r) {}

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("P-256");
    private static final BigInteger ORDER = CURVE.getN();
    private static final int LENGTH = 32;

    private final SecureRandom random = new SecureRandom();
    private final FixedPointCombMultiplier multiplier = new FixedPointCombMultiplier();
    private final Queue<Half> halves = new ArrayDeque<>();
    private final BigInteger key =
            BigIntegers.createRandomInRange(BigInteger.ONE, ORDER.subtract(BigInteger.ONE), random);

    void prepare(int signatures) {
        while (halves.size() < signatures) {
            halves.add(half());
        }
    }

    private Half half() {
        BigInteger k = BigIntegers.createRandomInRange(BigInteger.ONE, ORDER.subtract(BigInteger.ONE), random);
        BigInteger r = x(multiplier.multiply(CURVE.getG(), k)).mod(ORDER);
        return new Half(k.modInverse(ORDER), r);
    }

    /** The public key as the members of a JWK, in the order of its thumbprint (RFC 7638). */
    String jwk() {
        ECPoint point = multiplier.multiply(CURVE.getG(), key).normalize();
        return "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""
                + encode(point.getAffineXCoord().getEncoded()) + "\",\"y\":\""
                + encode(point.getAffineYCoord().getEncoded()) + "\"}";
    }

    String thumbprint() {
        return encode(sha256(jwk()));
    }

    /** A flattened JWS. */
    String sign(String header, String payload) {
        String signed = encode(header) + "." + encode(payload);
        Half half = halves.isEmpty() ? half() : halves.remove();
        BigInteger digest = new BigInteger(1, sha256(signed));
        BigInteger s =
                half.inverse().multiply(digest.add(half.r().multiply(key))).mod(ORDER);
        byte[] signature = Arrays.copyOf(BigIntegers.asUnsignedByteArray(LENGTH, half.r()), 2 * LENGTH);
        System.arraycopy(BigIntegers.asUnsignedByteArray(LENGTH, s), 0, signature, LENGTH, LENGTH);
        return "{\"protected\":\"" + encode(header) + "\",\"payload\":\"" + encode(payload) + "\",\"signature\":\""
                + encode(signature) + "\"}";
    }

    private static BigInteger x(ECPoint point) {
        return point.normalize().getAffineXCoord().toBigInteger();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
