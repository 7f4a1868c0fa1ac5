package io.gatehouse.postgres;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * Connection strings of every kind, without a NUL byte (which would end them): by both grammars, bent at one to four places,
 * cut short, and bytes at random. The same seed gives the same strings.
 */
final class ConninfoStrings {
    private static final String[] KEYS = {
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey",
        "sslpassword",
        "options",
        "application_name",
        "connect_timeout",
        "channel_binding",
        "require_auth",
        "target_session_attrs",
        "requiressl",
        "ssl",
        "service",
        "passfile",
        "oauth_scope",
        "sslkeylogfile",
        "sslMode",
        "Host",
        "tty",
        "authtype",
        "",
        "%68ost",
        "servicefile"
    };
    private static final String[] VALUES = {
        "db.example.org",
        "10.0.0.1",
        "::1",
        "/var/run",
        "5432",
        "app",
        "agent",
        "s3cret",
        "verify-full",
        "require",
        "true",
        "1",
        "0",
        "-c geqo=off",
        "a b",
        "it's",
        "back\\slash",
        "%20",
        "%41",
        "%zz",
        "%",
        "%00",
        "%ff",
        "%c3%a4",
        "+",
        "#",
        "ä",
        "🔑",
        "a,b",
        "",
        " ",
        "=",
        "&",
        "?",
        "@",
        "'",
        "h1,h2",
        ",",
        "\t",
        "\n"
    };
    private static final String PIECES = " \t\n\u000b\f\r'\"\\=&?#@/:,[]%+-_.09azAZ%4%20%é";

    private final Random random;

    ConninfoStrings(long seed) {
        this.random = new Random(seed);
    }

    byte[] next() {
        int kind = random.nextInt(20);
        if (kind == 0) {
            return withoutNul(noise(random.nextInt(60)));
        }
        if (kind == 1) {
            return withoutNul(join("postgresql://".getBytes(StandardCharsets.US_ASCII), noise(random.nextInt(40))));
        }
        String text = random.nextInt(3) > 0 ? uri() : keywords();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (kind < 8) {
            return withoutNul(bent(bytes));
        }
        return withoutNul(kind < 11 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes);
    }

    private String uri() {
        StringBuilder uri = new StringBuilder(pick("postgresql://", "postgres://"));
        if (random.nextBoolean()) {
            uri.append(value())
                    .append(random.nextBoolean() ? ":" + value() : "")
                    .append('@');
        }
        for (int hosts = random.nextInt(4); hosts > 0; hosts--) {
            uri.append(pick("db.example.org", "[::1]", "10.0.0.1", "%2Frun", "", value()));
            uri.append(pick("", ":5432", ":", ":" + value())).append(hosts > 1 ? "," : "");
        }
        if (random.nextBoolean()) {
            uri.append('/').append(value());
        }
        char separator = '?';
        for (int parameters = random.nextInt(4); parameters > 0; parameters--) {
            uri.append(separator)
                    .append(key())
                    .append(random.nextInt(20) == 0 ? "" : "=")
                    .append(value());
            separator = random.nextInt(20) == 0 ? '?' : '&';
        }
        return uri.toString();
    }

    private String keywords() {
        StringBuilder words = new StringBuilder(pick("", " "));
        for (int parameters = random.nextInt(6); parameters > 0; parameters--) {
            String quote = random.nextInt(3) == 0 ? "'" : "";
            String value = value();
            String escaped = random.nextInt(4) == 0 ? value : value.replaceAll("(['\\\\ \\s])", "\\\\$1");
            words.append(key()).append(pick("=", "=", "=", " = ", "\t=\n"));
            words.append(quote).append(escaped).append(quote).append(pick(" ", " ", "  ", "\n", ""));
        }
        return words.toString();
    }

    /** Mostly those that libpq knows, so that not everything is refused for its key. */
    private String key() {
        return KEYS[random.nextInt(random.nextInt(12) == 0 ? KEYS.length : 18)];
    }

    private String value() {
        return random.nextInt(4) == 0
                ? VALUES[random.nextInt(VALUES.length)] + VALUES[random.nextInt(VALUES.length)]
                : VALUES[random.nextInt(random.nextInt(3) == 0 ? VALUES.length : 14)];
    }

    private byte[] bent(byte[] bytes) {
        byte[] all = bytes;
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(all.length + 1);
            byte[] piece = random.nextInt(4) == 0
                    ? noise(1)
                    : String.valueOf(PIECES.charAt(random.nextInt(PIECES.length())))
                            .getBytes(StandardCharsets.UTF_8);
            int dropped = random.nextInt(3) == 0 ? 0 : Math.min(random.nextInt(3), all.length - at);
            byte[] tail = Arrays.copyOfRange(all, at + dropped, all.length);
            byte[] head = Arrays.copyOf(all, at);
            all = random.nextInt(3) == 0 ? join(head, tail) : join(join(head, piece), tail);
        }
        return all;
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] withoutNul(byte[] bytes) {
        byte[] all = bytes.clone();
        for (int i = 0; i < all.length; i++) {
            all[i] = all[i] == 0 ? (byte) '0' : all[i];
        }
        return all;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
