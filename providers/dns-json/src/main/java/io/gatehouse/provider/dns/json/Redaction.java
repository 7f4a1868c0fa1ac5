package io.gatehouse.provider.dns.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes words of others fit for an error: on one line, not too long, without the credentials they were answered to. */
final class Redaction {
    private static final int LONGEST = 300;
    /** What is shorter is no secret, and may be part of every word. */
    private static final int SHORTEST_SECRET = 4;

    private Redaction() {}

    /** The values of the headers, and what follows a blank in them, as the token does in {@code Bearer token}. */
    static Set<String> secrets(Map<String, String> headers, Collection<String> others) {
        List<String> secrets = new ArrayList<>(others);
        for (String value : headers.values()) {
            secrets.add(value);
            secrets.add(value.substring(value.indexOf(' ') + 1));
        }
        secrets.removeIf(secret -> secret.length() < SHORTEST_SECRET);
        return Set.copyOf(secrets);
    }

    static String of(String words, Collection<String> secrets) {
        String text = words;
        // The longest first: one may be part of another.
        for (String secret : secrets.stream()
                .sorted((one, other) -> Integer.compare(other.length(), one.length()))
                .toList()) {
            text = text.replace(secret, "[redacted]");
        }
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .map(point ->
                        Character.isISOControl(point) || Character.getType(point) == Character.FORMAT ? ' ' : point)
                .forEach(line::appendCodePoint);
        return line.toString().strip() + (text.codePointCount(0, text.length()) > LONGEST ? "..." : "");
    }
}
