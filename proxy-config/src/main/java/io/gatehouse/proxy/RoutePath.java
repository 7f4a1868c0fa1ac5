package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The path of a route: a prefix in whole segments, never a pattern. {@code /api} takes {@code /api} and {@code /api/…}
 * but not {@code /apiary}; {@code /api/} takes only what is below; {@code /} takes everything.
 *
 * <p>The characters are those of a path segment in RFC 3986 section 3.3 without percent-encoding and without {@code $}
 * and {@code *}: servers decode, expand or glob these, each in its own way, so no single reading would be right.
 *
 * @param text the path, starting with a slash
 */
public record RoutePath(String text) {
    private static final Pattern FORM = Pattern.compile("/[A-Za-z0-9._~!&'(),;=:@+/-]*");
    private static final Pattern NOT_NORMAL = Pattern.compile("//|/\\.\\.?(/|$)");
    private static final int MAX_LENGTH = 1024;

    /**
     * Checks the form.
     *
     * @throws InvalidModelException if it is no plain absolute path
     */
    public RoutePath {
        Objects.requireNonNull(text, "text");
        if (!FORM.matcher(text).matches()) {
            throw refused(text, "must start with \"/\" and hold only letters, digits and -._~!&'(),;=:@+/");
        }
        if (NOT_NORMAL.matcher(text).find()) {
            throw refused(text, "must have no \"//\", \"/./\" or \"/../\": servers fold these before they compare");
        }
        if (text.length() > MAX_LENGTH) {
            throw refused(text.substring(0, 40) + "…", "must be no longer than " + MAX_LENGTH + " characters");
        }
    }

    /**
     * Reads a path.
     *
     * @throws InvalidModelException if it is no plain absolute path
     */
    public static RoutePath of(String text) {
        return new RoutePath(text);
    }

    /** Whether every request of the other path would also match this one. */
    public boolean encloses(RoutePath other) {
        return other.text.equals(text) || other.text.startsWith(below());
    }

    /** Whether this path takes only what is below it, not the path itself. */
    public boolean isFolder() {
        return text.endsWith("/");
    }

    /** The prefix that everything below this path starts with; ends with a slash. */
    public String below() {
        return isFolder() ? text : text + "/";
    }

    /** The path as given. */
    @Override
    public String toString() {
        return text;
    }

    private static InvalidModelException refused(String text, String reason) {
        return new InvalidModelException("RoutePath", List.of(new Problem("path", "\"" + text + "\" " + reason)));
    }
}
