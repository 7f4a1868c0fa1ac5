package io.gatehouse.core.spi;

import io.gatehouse.core.Secret;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the values of settings; throws an {@link IllegalArgumentException} that holds no value. */
final class SettingForms {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAX_PORT = 65_535;
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::(\\d{1,5}))?");
    private static final Pattern PLAIN = Pattern.compile("([A-Za-z0-9._-]+)(?::(\\d{1,5}))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("([0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)()");
    private static final Pattern MILLISECONDS = Pattern.compile("(\\d{1,15})ms");

    private SettingForms() {}

    /** The text without the blanks around it, if it is one line. */
    static String line(Secret value) {
        String text = value.exposeText().strip();
        if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Not one line of text");
        }
        return text;
    }

    static Secret token(Secret value) {
        return value.withBytes(bytes -> {
            for (byte each : bytes) {
                if (each <= ' ' || each > '~') {
                    throw new IllegalArgumentException("Not a token");
                }
            }
            return value;
        });
    }

    static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("Neither true nor false");
        }
        return text.equals("true");
    }

    static Duration duration(String text) {
        Duration parsed;
        try {
            Matcher milliseconds = MILLISECONDS.matcher(text);
            parsed = milliseconds.matches()
                    ? Duration.ofMillis(Long.parseLong(milliseconds.group(1)))
                    : Duration.parse(text.startsWith("P") ? text : "PT" + text.toUpperCase(Locale.ROOT));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("No length of time", e);
        }
        if (parsed.isNegative() || parsed.isZero()) {
            throw new IllegalArgumentException("Not above zero");
        }
        return parsed;
    }

    static URI url(String text) {
        URI url = URI.create(text);
        boolean isWeb = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!isWeb || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("Not a URL of a web server");
        }
        return url;
    }

    static URI secureUrl(String text) {
        URI url = url(text);
        if ("http".equals(url.getScheme()) && !THIS_MACHINE.contains(url.getHost())) {
            throw new IllegalArgumentException("Credentials would travel in clear text");
        }
        return url;
    }

    static Path path(String text) {
        Path path = Path.of(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("Not a path from the root");
        }
        return path;
    }

    static InetSocketAddress address(String text, int defaultPort) {
        for (Pattern form : new Pattern[] {BRACKETED, PLAIN, BARE_IPV6}) {
            Matcher matcher = form.matcher(text);
            if (matcher.matches()) {
                String port = matcher.group(2);
                int number = port == null || port.isEmpty() ? defaultPort : Integer.parseInt(port);
                if (number >= 1 && number <= MAX_PORT) {
                    return InetSocketAddress.createUnresolved(matcher.group(1), number);
                }
            }
        }
        throw new IllegalArgumentException("No address");
    }

    static <E extends Enum<E>> E choice(String text, Class<E> choices) {
        return Arrays.stream(choices.getEnumConstants())
                .filter(choice -> written(choice).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Not one of the choices"));
    }

    /** {@code a, b or c}. */
    static <E extends Enum<E>> String listOf(Class<E> choices) {
        String all = Arrays.stream(choices.getEnumConstants())
                .map(SettingForms::written)
                .collect(Collectors.joining(", "));
        int last = all.lastIndexOf(", ");
        return last < 0 ? all : all.substring(0, last) + " or " + all.substring(last + 2);
    }

    private static String written(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
