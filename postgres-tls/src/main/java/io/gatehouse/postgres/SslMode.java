package io.gatehouse.postgres;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a connection is protected, in libpq's words. Only {@link #VERIFY_FULL} withstands somebody in the middle;
 * {@link #VERIFY_CA} does so where the trust anchor signs for this database alone.
 */
public enum SslMode {
    /** Plaintext. */
    DISABLE,
    /** Plaintext, unless the server insists. */
    ALLOW,
    /** TLS if the server offers it; nothing is verified. */
    PREFER,
    /** TLS always. Verifies the chain if a trust anchor is given, as libpq does, else nothing. */
    REQUIRE,
    /** TLS with a chain to a trust anchor; any name will do. */
    VERIFY_CA,
    /** TLS with a chain to a trust anchor and the host's name in the certificate. */
    VERIFY_FULL;

    /** As written in a URL: {@code verify-full}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether plaintext is impossible. */
    boolean isEncrypted() {
        return compareTo(REQUIRE) >= 0;
    }

    static Optional<SslMode> parse(String text) {
        return Arrays.stream(values()).filter(mode -> mode.text().equals(text)).findFirst();
    }
}
