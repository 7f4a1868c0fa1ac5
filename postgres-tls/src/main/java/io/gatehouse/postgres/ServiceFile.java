package io.gatehouse.postgres;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The text of a {@code pg_service.conf} (PostgreSQL documentation, "The Connection Service File"), read as libpq 18 reads it:
 * blanks around a line are dropped, of two sections or keys of one name the first holds, and only the section asked for is
 * looked at. Services in LDAP are not looked up.
 *
 * <p>Reading and writing the file is the caller's; it holds passwords. Immutable and safe for use by many threads. Neither
 * errors nor {@code toString} show a value.
 */
public final class ServiceFile {
    /** As many bytes, the line's end included, are too many for libpq. */
    private static final int LINE_LIMIT = 1023;

    private final String text;

    private ServiceFile(String text) {
        this.text = text;
    }

    /** A file with no service yet. */
    public static ServiceFile empty() {
        return new ServiceFile("");
    }

    /**
     * Takes the text of a file; as libpq does, it is looked at when a service is asked for.
     *
     * @param text the whole file
     * @throws DsnException if it is no text: a NUL character, half a surrogate pair
     */
    public static ServiceFile parse(String text) {
        if (text.indexOf('\0') >= 0 || EscapedUtf8.hasUnpairedSurrogate(text)) {
            throw new DsnException("the service file holds a NUL character or half a surrogate pair: it is no text");
        }
        return new ServiceFile(text);
    }

    /** The services, in the order in which they stand. */
    public Set<String> services() {
        Set<String> names = new LinkedHashSet<>();
        for (String raw : text.split("\n", -1)) {
            String line = strip(raw);
            int close = line.indexOf(']');
            if (line.startsWith("[") && close > 0) {
                names.add(line.substring(1, close));
            }
        }
        return names;
    }

    /**
     * What a service says.
     *
     * @param name as in {@code [name]}
     * @throws DsnException if there is no such service, or libpq would refuse it: a line that is no {@code key=value} or too
     *     long, an unknown key, a service inside a service
     */
    public Conninfo service(String name) {
        Map<ConninfoKeyword, String> values = new EnumMap<>(ConninfoKeyword.class);
        boolean found = false;
        int number = 0;
        String[] lines = text.split("\n", -1);
        for (String raw : lines) {
            number++;
            refuseTooLong(raw, number, number < lines.length);
            String line = strip(raw);
            if (line.startsWith("[")) {
                if (found) {
                    break;
                }
                found = line.startsWith(name + "]", 1);
            } else if (found && !line.isEmpty() && !line.startsWith("#")) {
                putFirst(values, line, number);
            }
        }
        if (!found) {
            throw new DsnException("the service file has no service of that name; it has " + services());
        }
        return new Conninfo(values, false);
    }

    private static void refuseTooLong(String line, int number, boolean ended) {
        if (line.getBytes(StandardCharsets.UTF_8).length + (ended ? 1 : 0) >= LINE_LIMIT) {
            throw new DsnException("line " + number + " of the service file is longer than libpq reads");
        }
    }

    private static void putFirst(Map<ConninfoKeyword, String> values, String line, int number) {
        int equals = line.indexOf('=');
        ConninfoKeyword keyword = equals < 0 ? null : ConninfoKeyword.byText(line.substring(0, equals));
        if (keyword == null || keyword == ConninfoKeyword.SERVICE) {
            throw new DsnException("line " + number + " of the service file is not a key of libpq's, = and a value"
                    + " (no blanks before the =, no service inside a service)");
        }
        values.putIfAbsent(keyword, line.substring(equals + 1));
    }

    /**
     * This file with one more service at its end.
     *
     * @param name of the service, printable and without brackets
     * @param settings {@link DsnExport#libpqSettings} for libpq alone, {@link DsnExport#portableSettings} for pgjdbc too
     * @throws DsnException if there is such a service already, or for what a line cannot say: line ends, blanks at the end
     *     of a value, more than 1000 bytes, keys that are not libpq's
     */
    public ServiceFile with(String name, DriverSettings settings) {
        if (!name.matches("[\\p{Graph}&&[^\\[\\]]]{1,200}")) {
            throw new DsnException("a service's name is printable ASCII without brackets");
        }
        if (services().contains(name)) {
            throw new DsnException("the file has a service " + name + " already, and the first one would hold");
        }
        StringBuilder more = new StringBuilder(text);
        if (!text.isEmpty()) {
            more.append(text.endsWith("\n") ? "\n" : "\n\n");
        }
        more.append('[').append(name).append("]\n");
        settings.values().forEach((key, value) -> more.append(line(key, value)).append('\n'));
        return new ServiceFile(more.toString());
    }

    private static String line(String key, String value) {
        ConninfoKeyword keyword = ConninfoKeyword.byText(key);
        if (keyword == null || keyword == ConninfoKeyword.SERVICE) {
            throw new DsnException(
                    "a service cannot have the key " + key + ": take libpqSettings() or" + " portableSettings()");
        }
        String line = key + "=" + value;
        boolean blankAtEnd = !value.isEmpty() && value.charAt(value.length() - 1) <= ' ';
        if (blankAtEnd
                || value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == '\0')
                || EscapedUtf8.hasUnpairedSurrogate(value)
                || line.getBytes(StandardCharsets.UTF_8).length > 1000) {
            throw new DsnException("a service file cannot say this " + key + " (not shown): it has no line ends, no"
                    + " blanks at its end, and at most 1000 bytes");
        }
        return line;
    }

    /** C's blanks, at both ends. */
    private static String strip(String line) {
        int start = 0;
        int end = line.length();
        while (end > start && ConninfoWords.isBlank(line.charAt(end - 1))) {
            end--;
        }
        while (start < end && ConninfoWords.isBlank(line.charAt(start))) {
            start++;
        }
        return line.substring(start, end);
    }

    /** The whole text, passwords in the clear: write it owner-only, and keep it out of logs. */
    public String exposeText() {
        return text;
    }

    /** The names of the services. */
    @Override
    public String toString() {
        return "ServiceFile" + List.copyOf(services());
    }
}
