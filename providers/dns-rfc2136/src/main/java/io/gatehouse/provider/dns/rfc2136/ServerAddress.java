package io.gatehouse.provider.dns.rfc2136;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the primary name server listens. The host is looked up anew for each update, so that a server may move.
 *
 * @param host a name or an address, an IPv6 address without brackets
 * @param port its port, 53 unless said otherwise
 */
record ServerAddress(String host, int port) {
    private static final int DEFAULT_PORT = 53;
    private static final int MAX_PORT = 65_535;
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::(\\d{1,5}))?");
    private static final Pattern PLAIN = Pattern.compile("([A-Za-z0-9._-]+)(?::(\\d{1,5}))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("([0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)()");

    /** Reads {@code host}, {@code host:port}, {@code [IPv6]:port} or a bare IPv6 address. */
    static Optional<ServerAddress> parse(String text) {
        for (Pattern form : new Pattern[] {BRACKETED, PLAIN, BARE_IPV6}) {
            Matcher matcher = form.matcher(text);
            if (matcher.matches()) {
                String port = matcher.group(2);
                int number = port == null || port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port);
                return number < 1 || number > MAX_PORT
                        ? Optional.empty()
                        : Optional.of(new ServerAddress(matcher.group(1), number));
            }
        }
        return Optional.empty();
    }

    /** The address as the system's resolver knows it now; unresolved if it does not. */
    InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
