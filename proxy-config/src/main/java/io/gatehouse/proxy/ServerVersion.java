package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a server or of the OpenSSL it runs with. What a distribution appends ({@code 2.6.12-1+deb12u4}) is read
 * over, and a missing or unknown last part ({@code 3.0}, {@code 3.0.x}) counts as zero.
 *
 * @param major the first number
 * @param minor the second number
 * @param patch the third number
 */
public record ServerVersion(int major, int minor, int patch) implements Comparable<ServerVersion> {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,5})\\.([0-9]{1,5})(?:\\.(?:([0-9]{1,5})|x))?(?:[-+~a-z][-+~.:0-9A-Za-z]*)?");

    private static final Comparator<ServerVersion> ORDER = Comparator.comparingInt(ServerVersion::major)
            .thenComparingInt(ServerVersion::minor)
            .thenComparingInt(ServerVersion::patch);

    /**
     * Reads a version as the server prints it, such as {@code 1.22.1}.
     *
     * @throws InvalidModelException if it does not start with at least two numbers
     */
    public static ServerVersion of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidModelException(
                    "ServerVersion",
                    List.of(new Problem("version", "\"" + text + "\" is no version; write it like 1.22.1")));
        }
        String patch = matcher.group(3);
        return new ServerVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                patch == null ? 0 : Integer.parseInt(patch));
    }

    /** Whether this version is the given one or a later one. */
    public boolean isAtLeast(ServerVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(ServerVersion other) {
        return ORDER.compare(this, other);
    }

    /** {@code 1.22.1}. */
    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
