package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A source in a Content-Security-Policy (CSP Level 3 section 2.3.1). Nonces are not among them: one that stands in a file is
 * the same for every answer, which is as good as none.
 *
 * @param text as it stands in the header
 */
public record CspSource(String text) {
    // Stands before the constants, which it checks.
    private static final Pattern FORM =
            Pattern.compile("'(self|none|strict-dynamic|unsafe-inline|unsafe-eval|wasm-unsafe-eval)'|https:|data:|blob:"
                    + "|'sha(256-[A-Za-z0-9+/]{43}=|384-[A-Za-z0-9+/]{64}|512-[A-Za-z0-9+/]{86}==)'"
                    + "|https?://[\\[\\]A-Za-z0-9.:*-]{1,300}");

    /** The page's own origin. */
    public static final CspSource SELF = new CspSource("'self'");
    /** Nothing at all; stands alone. */
    public static final CspSource NONE = new CspSource("'none'");
    /** Any host over HTTPS. */
    public static final CspSource HTTPS = new CspSource("https:");
    /** {@code data:} URLs: for images and fonts, never for scripts. */
    public static final CspSource DATA = new CspSource("data:");
    /** {@code blob:} URLs. */
    public static final CspSource BLOB = new CspSource("blob:");
    /** What trusted scripts load in their turn. */
    public static final CspSource STRICT_DYNAMIC = new CspSource("'strict-dynamic'");

    /**
     * Checks the form.
     *
     * @throws InvalidModelException if it is none of the above
     */
    public CspSource {
        if (!FORM.matcher(text).matches()) {
            throw refused("\"" + text + "\" is no source; use the constants and factories of CspSource");
        }
    }

    /**
     * Another origin, such as {@code https://cdn.example.org} or {@code https://*.example.org}.
     *
     * @throws InvalidModelException if it is anything but scheme, host and port
     */
    public static CspSource origin(String url) {
        return new CspSource(WebOrigin.of(url).toString());
    }

    /**
     * One script or style by its hash, {@code sha256-…}.
     *
     * @throws InvalidModelException if it is no such hash
     */
    public static CspSource hash(String hash) {
        return new CspSource("'" + hash + "'");
    }

    /** Scripts and styles in the page itself, which is what an attacker writes: undoes most of the policy. */
    public static CspSource unsafeInline() {
        return new CspSource("'unsafe-inline'");
    }

    /** Texts run as scripts: undoes much of the policy. */
    public static CspSource unsafeEval() {
        return new CspSource("'unsafe-eval'");
    }

    /** WebAssembly, and no other text, run as code. */
    public static CspSource wasm() {
        return new CspSource("'wasm-unsafe-eval'");
    }

    /** The text. */
    @Override
    public String toString() {
        return text;
    }

    private static InvalidModelException refused(String reason) {
        return new InvalidModelException("CspSource", List.of(new Problem("source", reason)));
    }
}
