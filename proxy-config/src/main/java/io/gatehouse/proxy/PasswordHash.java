package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password as bcrypt leaves it: {@code $2y$12$…}. A clear password has no place here. Not shown by {@link #toString},
 * since a hash can be tried against guesses.
 *
 * @param text the 60 characters of the hash
 */
public record PasswordHash(String text) {
    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");
    private static final int LEAST_COST = 10;
    private static final int MOST_COST = 16;

    /**
     * Checks the form and the cost.
     *
     * @throws InvalidModelException if it is no bcrypt hash, or of a cost below 10 (guessed too fast) or above 16 (which
     *     would let a few requests keep the proxy busy); never shows the value
     */
    public PasswordHash {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw refused("is no bcrypt hash; make one, such as with \"htpasswd -nB -C 12 alice\", and give what is"
                    + " behind the colon");
        }
        int cost = Integer.parseInt(matcher.group(1));
        if (cost < LEAST_COST || cost > MOST_COST) {
            throw refused("has the cost " + cost + "; give " + LEAST_COST + " to " + MOST_COST);
        }
    }

    /**
     * Reads a hash.
     *
     * @throws InvalidModelException if it is no bcrypt hash of a fitting cost
     */
    public static PasswordHash bcrypt(String text) {
        return new PasswordHash(text);
    }

    /** Says what it is, not which. */
    @Override
    public String toString() {
        return "PasswordHash[bcrypt]";
    }

    private static InvalidModelException refused(String reason) {
        return new InvalidModelException("PasswordHash", List.of(new Problem("hash", reason)));
    }
}
