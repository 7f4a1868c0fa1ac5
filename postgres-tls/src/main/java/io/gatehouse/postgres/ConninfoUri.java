package io.gatehouse.postgres;

import io.gatehouse.core.NearestName;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads libpq's URI form (PostgreSQL documentation, "Connection URIs") as libpq 18 does, whatever that leads to.
 *
 * <p>The grammar is libpq's, not RFC 3986's: the user part ends at the first {@code @} before any {@code /}, {@code #} is
 * an ordinary character, hosts and ports are two lists, and blanks around each part are dropped. Errors name a place,
 * not its text: a password with an unescaped {@code /} or {@code @} ends up in any of them.
 */
final class ConninfoUri {
    private static final boolean[] USER_PART = set("@/");
    private static final boolean[] USER = set(":@");
    private static final boolean[] HOST = set(":/?,");
    private static final boolean[] PORT = set("/?,");
    private static final boolean[] DATABASE = set("?");
    private static final boolean[] BRACKET = set("]");

    private final String text;
    private final Map<ConninfoKeyword, String> values = new EnumMap<>(ConninfoKeyword.class);
    private boolean straySign;
    private int at;

    private ConninfoUri(String text, int start) {
        this.text = text;
        this.at = start;
    }

    /** How long the scheme is, or 0 where libpq would read keywords. */
    static int schemeLength(String text) {
        if (text.startsWith("postgresql://")) {
            return "postgresql://".length();
        }
        return text.startsWith("postgres://") ? "postgres://".length() : 0;
    }

    static Conninfo parse(String text) {
        ConninfoUri uri = new ConninfoUri(text, schemeLength(text));
        uri.readCredentials();
        uri.readHosts();
        uri.readDatabase();
        uri.readQuery();
        return new Conninfo(uri.values, uri.straySign);
    }

    private void readCredentials() {
        int end = endAt(at, USER_PART);
        if (!isAt(end, '@')) {
            return;
        }
        int colon = endAt(at, USER);
        store(ConninfoKeyword.USER, at, colon, "the user name");
        store(ConninfoKeyword.PASSWORD, Math.min(colon + 1, end), end, "the password");
        at = end + 1;
    }

    private void readHosts() {
        StringBuilder hosts = new StringBuilder();
        StringBuilder ports = new StringBuilder();
        readHost(hosts, ports);
        while (isAt(at, ',')) {
            at++;
            hosts.append(',');
            ports.append(',');
            readHost(hosts, ports);
        }
        String host = hosts.toString();
        straySign = host.indexOf('@') >= 0;
        if (!host.isEmpty()) {
            values.put(ConninfoKeyword.HOST, PercentCoding.decodeLibpq(host, 0, host.length(), "the host"));
        }
        if (ports.length() > 0) {
            values.put(
                    ConninfoKeyword.PORT, PercentCoding.decodeLibpq(ports.toString(), 0, ports.length(), "the port"));
        }
    }

    private void readHost(StringBuilder hosts, StringBuilder ports) {
        if (isAt(at, '[')) {
            int close = endAt(at + 1, BRACKET);
            if (close == text.length() || close == at + 1) {
                throw new DsnException(
                        "an IPv6 address in brackets is " + (close == at + 1 ? "empty" : "not closed by ]"));
            }
            hosts.append(text, at + 1, close);
            at = close + 1;
            if (at < text.length() && endAt(at, HOST) != at) {
                throw new DsnException("after an IPv6 address in brackets only : / ? or , may follow");
            }
        } else {
            int end = endAt(at, HOST);
            hosts.append(text, at, end);
            at = end;
        }
        if (isAt(at, ':')) {
            int end = endAt(at + 1, PORT);
            ports.append(text, at + 1, end);
            at = end;
        }
    }

    private void readDatabase() {
        if (!isAt(at, '/')) {
            return;
        }
        int end = endAt(at + 1, DATABASE);
        int sign = text.indexOf('@', at);
        straySign |= sign >= 0 && sign < end;
        store(ConninfoKeyword.DBNAME, at + 1, end, "the database name");
        at = end;
    }

    private void readQuery() {
        int start = at + 1;
        while (start < text.length()) {
            int and = text.indexOf('&', start);
            int end = and < 0 ? text.length() : and;
            int equals = text.indexOf('=', start);
            int another = equals < 0 ? -1 : text.indexOf('=', equals + 1);
            if (equals < 0 || equals >= end || (another >= 0 && another < end)) {
                throw new DsnException(
                        "a parameter is not of the form key=value: write = as %3D and & as %26 in values");
            }
            String key = PercentCoding.decodeLibpq(text, start, equals, "a parameter's name");
            String value = PercentCoding.decodeLibpq(text, equals + 1, end, "the value of a parameter");
            if (key.equals("ssl") && value.equals("true")) {
                values.put(ConninfoKeyword.SSLMODE, "require");
            } else {
                put(values, key, value);
            }
            start = end + 1;
        }
    }

    /** Stores a value by the name that a text gives it. */
    static void put(Map<ConninfoKeyword, String> values, String key, String value) {
        if (key.equals("requiressl")) {
            values.put(ConninfoKeyword.SSLMODE, value.startsWith("1") ? "require" : "prefer");
            return;
        }
        values.put(
                Optional.ofNullable(ConninfoKeyword.byText(key))
                        .orElseThrow(() -> new DsnException("libpq has no parameter " + shown(key))),
                value);
    }

    /** What looks like no name could be a part of a password. */
    private static String shown(String key) {
        if (key.equals("ssl")) {
            return "ssl: write sslmode=verify-full";
        }
        return key.matches("[A-Za-z_]{1,40}")
                ? key + NearestName.question(key, ConninfoKeyword.texts())
                : "of that name";
    }

    private void store(ConninfoKeyword keyword, int from, int to, String what) {
        if (from < to) {
            values.put(keyword, PercentCoding.decodeLibpq(text, from, to, what));
        }
    }

    private boolean isAt(int index, char c) {
        return index < text.length() && text.charAt(index) == c;
    }

    private int endAt(int from, boolean[] stops) {
        int i = from;
        while (i < text.length() && !(text.charAt(i) < stops.length && stops[text.charAt(i)])) {
            i++;
        }
        return i;
    }

    private static boolean[] set(String characters) {
        boolean[] all = new boolean[128];
        characters.chars().forEach(c -> all[c] = true);
        return all;
    }
}
