package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A flattened JWS as it came (RFC 7515, section 7.2.2); whoever takes it up checks its signature. */
record Jws(JsonObject header, String protectedPart, String payloadPart, String signaturePart) {
    private static final Map<String, String> MACS =
            Map.of("HS256", "HmacSHA256", "HS384", "HmacSHA384", "HS512", "HmacSHA512");
    private static final List<String> MAC_ALGORITHMS = List.of("HS256", "HS384", "HS512");

    static Jws parse(JsonObject jws) {
        if (jws.has("signatures") || jws.has("header")) {
            throw ProblemType.MALFORMED.because(
                    "the JWS must be in flattened JSON form with one signature and no unprotected header");
        }
        String protectedPart = jws.string("protected");
        JsonObject header = JsonObject.parse("the protected header", Base64Url.decode("\"protected\"", protectedPart));
        if (header.has("crit") || header.has("b64")) {
            throw ProblemType.MALFORMED.because("the protected header asks for extensions that ACME does not use");
        }
        return new Jws(header, protectedPart, jws.string("payload"), jws.string("signature"));
    }

    byte[] payload() {
        return Base64Url.decode("\"payload\"", payloadPart);
    }

    /** Refuses the algorithms that no account's key signs with. */
    void requireAccountAlgorithm() {
        requireAlgorithm(AccountKey.ALGORITHMS);
    }

    void requireMacAlgorithm() {
        requireAlgorithm(MAC_ALGORITHMS);
    }

    private void requireAlgorithm(List<String> accepted) {
        if (!accepted.contains(algorithm())) {
            throw ProblemType.BAD_SIGNATURE_ALGORITHM
                    .because("alg \"" + algorithm() + "\" is not accepted; use one of " + accepted)
                    .with("algorithms", accepted);
        }
    }

    void requireSignedBy(AccountKey key) {
        byte[] signature = Base64Url.decode("\"signature\"", signaturePart);
        if (!algorithm().equals(key.algorithm())) {
            throw ProblemType.MALFORMED.because(
                    "alg is " + algorithm() + ", but the key signs with " + key.algorithm());
        }
        if (!JwsSignature.verifies(key, protectedPart + "." + payloadPart, signature)) {
            throw ProblemType.MALFORMED.because("the signature does not verify with the request's key");
        }
    }

    /** Whether it is authenticated by the key, with a MAC algorithm that was required before. */
    boolean isMacOf(Secret key) {
        byte[] claimed = Base64Url.decode("\"signature\"", signaturePart);
        String name = MACS.getOrDefault(algorithm(), "");
        return MessageDigest.isEqual(claimed, key.withBytes(bytes -> mac(name, bytes)));
    }

    private byte[] mac(String name, byte[] key) {
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(key, name));
            return mac.doFinal((protectedPart + "." + payloadPart).getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has the MACs of JWS", e);
        }
    }

    private String algorithm() {
        return header.string("alg");
    }
}
