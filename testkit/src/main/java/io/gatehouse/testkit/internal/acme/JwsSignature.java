package io.gatehouse.testkit.internal.acme;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jose4j.jws.AlgorithmIdentifiers;

/**
 * Whether a JWS was signed by a key (RFC 7518, section 3; RFC 8037). By BouncyCastle, whose elliptic curves take a
 * quarter of the JDK's time; a private instance, so that nothing changes for others in this JVM.
 */
final class JwsSignature {
    private static final Provider PROVIDER = new BouncyCastleProvider();

    private JwsSignature() {}

    /** The key as BouncyCastle's own, made once for an account, since the tables for its curve are kept with it. */
    static PublicKey prepared(PublicKey key) {
        try {
            return KeyFactory.getInstance(key.getAlgorithm(), PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw ProblemType.BAD_PUBLIC_KEY.because("the \"jwk\" is no key that this server can verify with");
        }
    }

    static boolean verifies(AccountKey key, String signingInput, byte[] signature) {
        try {
            Signature verification = Signature.getInstance(jcaName(key.algorithm()), PROVIDER);
            verification.initVerify(key.publicKey());
            verification.update(signingInput.getBytes(StandardCharsets.US_ASCII));
            return verification.verify(signature);
        } catch (GeneralSecurityException notEvenASignature) {
            return false;
        }
    }

    /** JOSE joins the two numbers of an ECDSA signature, which is "plain" in BouncyCastle's names. */
    private static String jcaName(String algorithm) {
        return switch (algorithm) {
            case AlgorithmIdentifiers.RSA_USING_SHA256 -> "SHA256withRSA";
            case AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256 -> "SHA256withPLAIN-ECDSA";
            case AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384 -> "SHA384withPLAIN-ECDSA";
            case AlgorithmIdentifiers.EDDSA -> "Ed25519";
            default -> throw new IllegalArgumentException("no key of this server signs with " + algorithm);
        };
    }
}
