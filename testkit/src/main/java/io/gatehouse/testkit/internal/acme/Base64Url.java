package io.gatehouse.testkit.internal.acme;

import java.security.SecureRandom;
import java.util.Base64;

/** Base64url as RFC 8555 wants it: no padding, no foreign characters. */
final class Base64Url {
    private static final int TOKEN_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Base64Url() {}

    static byte[] decode(String what, String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            // The JDK accepts padding and stray bits at the end; neither is the one right encoding.
            if (!encode(bytes).equals(text)) {
                throw ProblemType.MALFORMED.because(what + " is not base64url without padding");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw ProblemType.MALFORMED.because(what + " is not base64url without padding");
        }
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** 128 random bits: enough for a challenge's token (RFC 8555, section 8.1) and for every URL. */
    static String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        return encode(bytes);
    }
}
