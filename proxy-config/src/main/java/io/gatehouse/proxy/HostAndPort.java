package io.gatehouse.proxy;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.Problem;
import io.gatehouse.proxy.internal.PlainText;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The authority form of RFC 3986 section 3.2, and URLs that hold nothing more. */
final class HostAndPort {
    private static final Pattern FORM =
            Pattern.compile("(https?)://(\\[[0-9A-Fa-f:.]+\\]|[^\\[\\]/?#:@]+)(?::([0-9]{1,5}))?");

    private static final int LONGEST_SHOWN = 100;

    private HostAndPort() {}

    /** What stands in such a URL; the port is the scheme's own where it is left out. */
    record Url(Scheme scheme, Identifier host, int port) {}

    static String text(Identifier host, int port) {
        boolean bracket = host instanceof IpAddress address && address.isV6();
        return (bracket ? "[" + host.text() + "]" : host.text()) + ":" + port;
    }

    static Url read(String subject, String url) {
        Matcher matcher = FORM.matcher(url);
        if (!matcher.matches()) {
            throw refused(
                    subject,
                    "url",
                    shown(url)
                            + "must be http or https, a host and a port, as in http://127.0.0.1:3000, with no path behind");
        }
        Scheme scheme = matcher.group(1).equals("https") ? Scheme.HTTPS : Scheme.HTTP;
        String port = matcher.group(3);
        return new Url(
                scheme, host(subject, matcher.group(2)), port == null ? scheme.defaultPort() : Integer.parseInt(port));
    }

    /** What was given, unless it may hold a password or what should not be shown. */
    private static String shown(String url) {
        boolean harmless = url.length() <= LONGEST_SHOWN
                && url.indexOf('@') < 0
                && PlainText.refusal(url).isEmpty();
        return harmless ? "\"" + url + "\" " : "";
    }

    private static Identifier host(String subject, String text) {
        try {
            return text.startsWith("[") ? IpAddress.of(text.substring(1, text.length() - 1)) : Identifier.parse(text);
        } catch (InvalidNameException e) {
            throw refused(subject, "host", String.valueOf(e.getMessage()));
        }
    }

    private static InvalidModelException refused(String subject, String field, String reason) {
        return new InvalidModelException(subject, List.of(new Problem(field, reason)));
    }
}
