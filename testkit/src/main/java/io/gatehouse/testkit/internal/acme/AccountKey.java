package io.gatehouse.testkit.internal.acme;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.EllipticCurve;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;

/**
 * A public key that may sign requests, with the one algorithm it signs with (RFC 8555, section 6.2).
 *
 * @param publicKey the key
 * @param algorithm the JWS algorithm that goes with it
 * @param thumbprint its RFC 7638 thumbprint, which key authorizations are made of
 */
record AccountKey(PublicKey publicKey, String algorithm, String thumbprint) {
    /** The algorithms of all keys that are accepted. */
    static final List<String> ALGORITHMS = List.of(
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.EDDSA);

    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 4096;

    static AccountKey parse(JsonObject jwk) {
        if (jwk.has("d") || jwk.has("k")) {
            throw ProblemType.BAD_PUBLIC_KEY.because("the \"jwk\" holds a secret key; send the public key alone");
        }
        return of(read(jwk.members()));
    }

    static AccountKey of(PublicJsonWebKey jwk) {
        String algorithm = algorithmOf(jwk);
        return new AccountKey(
                JwsSignature.prepared(jwk.getPublicKey()),
                algorithm,
                jwk.calculateBase64urlEncodedThumbprint("SHA-256"));
    }

    private static PublicJsonWebKey read(Map<String, Object> members) {
        try {
            return PublicJsonWebKey.Factory.newPublicJwk(members);
        } catch (JoseException | RuntimeException e) {
            // Numbers that make no key come back as exceptions of many kinds.
            throw ProblemType.BAD_PUBLIC_KEY.because(
                    "the \"jwk\" is no public key of kty RSA, EC or OKP that this server knows");
        }
    }

    /** The JDK makes a key of any two numbers; only some are a point of the curve. */
    private static void requireOnCurve(ECPublicKey key) {
        EllipticCurve curve = key.getParams().getCurve();
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        BigInteger x = key.getW().getAffineX();
        BigInteger y = key.getW().getAffineY();
        BigInteger right =
                x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
        boolean inField = x.compareTo(p) < 0 && y.compareTo(p) < 0;
        if (!inField || !y.pow(2).mod(p).equals(right)) {
            throw ProblemType.BAD_PUBLIC_KEY.because("the \"jwk\" is no point of its curve");
        }
    }

    private static String algorithmOf(PublicJsonWebKey jwk) {
        if (jwk.getPublicKey() instanceof RSAPublicKey rsa) {
            return rs256(rsa.getModulus().bitLength());
        }
        String curve = "";
        if (jwk instanceof EllipticCurveJsonWebKey ec) {
            curve = ec.getCurveName();
            requireOnCurve(ec.getECPublicKey());
        } else if (jwk instanceof OctetKeyPairJsonWebKey okp) {
            curve = okp.getSubtype();
        }
        return switch (curve) {
            case "P-256" -> AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
            case "P-384" -> AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384;
            case "Ed25519" -> AlgorithmIdentifiers.EDDSA;
            default ->
                throw ProblemType.BAD_PUBLIC_KEY.because(
                        "curve \"" + curve + "\" is not accepted; use P-256, P-384 or Ed25519");
        };
    }

    private static String rs256(int bits) {
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw ProblemType.BAD_PUBLIC_KEY.because(
                    "an RSA key of " + bits + " bits is not accepted; use " + MIN_RSA_BITS + " to " + MAX_RSA_BITS);
        }
        return AlgorithmIdentifiers.RSA_USING_SHA256;
    }
}
