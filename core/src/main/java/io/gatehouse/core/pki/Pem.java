package io.gatehouse.core.pki;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * PEM text (RFC 7468) from and to bytes.
 *
 * <p>Errors name the line and never quote it, since it may be part of a private key. Stateless, thread-safe.
 */
public final class Pem {
    private static final int LINE_LENGTH = 64;

    private Pem() {}

    /**
     * Reads text that is PEM blocks and nothing else, blank lines aside (RFC 7468, figure 1).
     *
     * @throws PemException if there is no block, text outside the blocks, a header, a bad end line or bad base64
     */
    public static List<PemBlock> parse(String text) {
        return new PemReader(text, false).blocks();
    }

    /**
     * Reads PEM blocks among other text, as openssl writes them: explanations around the blocks and RFC 1421 headers
     * inside are let through. The blocks themselves are checked as strictly.
     *
     * @throws PemException if there is no block, a bad end line or bad base64
     */
    public static List<PemBlock> parseLenient(String text) {
        return new PemReader(text, true).blocks();
    }

    /**
     * Writes one block, in lines of 64 characters, with a line feed at the end.
     *
     * @param label the words after BEGIN, such as {@code CERTIFICATE}
     * @throws IllegalArgumentException if the label is none that RFC 7468 allows
     */
    public static String encode(String label, byte[] der) {
        if (!PemReader.isLabel(label)) {
            throw new IllegalArgumentException("\"" + label + "\" is no PEM label; use upper-case words");
        }
        Base64.Encoder encoder = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
        String body = encoder.encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + (body.isEmpty() ? "" : "\n") + "-----END " + label
                + "-----\n";
    }

    /** Whether the bytes hold the start of a PEM block. */
    static boolean looksLikePem(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(PemReader.BEGIN);
    }
}
