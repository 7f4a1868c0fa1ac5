package io.gatehouse.core.pki;

import java.util.List;

/** PEM text (RFC 7468) from and to bytes. */
public final class Pem {
    private Pem() {}

    /** Reads text that is PEM blocks and nothing else. */
    public static List<PemBlock> parse(String text) {
        return Landing.next();
    }

    /** Reads PEM blocks among other text. */
    public static List<PemBlock> parseLenient(String text) {
        return Landing.next();
    }

    /** Writes one block. */
    public static String encode(String label, byte[] der) {
        return Landing.next();
    }
}
