package io.gatehouse.core.pki;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One PEM block: what stands between {@code -----BEGIN label-----} and its end. Immutable.
 */
public final class PemBlock {
    private final String label;
    private final Map<String, String> headers;
    private final byte[] content;

    /**
     * @param label the words after BEGIN, such as {@code CERTIFICATE}
     * @param headers RFC 1421 headers such as {@code DEK-Info}, in order; empty in RFC 7468 text
     * @param content the decoded bytes, copied
     */
    public PemBlock(String label, Map<String, String> headers, byte[] content) {
        this.label = label;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        this.content = content.clone();
    }

    /** The words after BEGIN. */
    public String label() {
        return label;
    }

    /** The RFC 1421 headers. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The decoded bytes, a fresh array. */
    public byte[] content() {
        return content.clone();
    }

    /** The label and the number of bytes, never the bytes: they may be a private key. */
    @Override
    public String toString() {
        return "PemBlock[" + PemReader.shown(label) + ", " + content.length + " bytes]";
    }
}
