package io.gatehouse.postgres;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    private static final Map<String, SslMode> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(SslMode::text, Function.identity()));

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As written in a URL: {@code verify-full}. */
    public String text() {
        return text;
    }

    /** Whether plaintext is impossible. */
    boolean isEncrypted() {
        return compareTo(REQUIRE) >= 0;
    }

    static Optional<SslMode> parse(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}
