package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A media type without parameters (RFC 6838 section 4.2): {@code text/css}. Never a wildcard.
 *
 * @param text type and subtype, in lower case
 */
public record MediaType(String text) implements Comparable<MediaType> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.+_-]{0,63}/[a-z0-9][a-z0-9.+_-]{0,63}");

    /**
     * Puts it into lower case and checks the form.
     *
     * @throws InvalidModelException if it is no media type
     */
    public MediaType {
        text = text.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(text).matches()) {
            throw new InvalidModelException(
                    "MediaType", List.of(new Problem("type", "\"" + text + "\" is no media type such as text/css")));
        }
    }

    @Override
    public int compareTo(MediaType other) {
        return text.compareTo(other.text);
    }

    /** The text. */
    @Override
    public String toString() {
        return text;
    }
}
