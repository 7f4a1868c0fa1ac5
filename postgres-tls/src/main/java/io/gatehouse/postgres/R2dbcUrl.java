package io.gatehouse.postgres;

import io.gatehouse.core.IpAddress;
import io.gatehouse.core.Secret;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes R2DBC's URL form (R2DBC specification, "Connection URLs") with the options of its PostgreSQL driver.
 *
 * <p>User, password and options are decoded as HTML forms, the database by RFC 3986. The driver passes over options it does
 * not know; they are refused here.
 */
final class R2dbcUrl {
    private static final Map<String, String> SSL = Map.of(
            "sslMode", "sslmode",
            "sslRootCert", "sslrootcert",
            "sslCert", "sslcert",
            "sslKey", "sslkey",
            "sslPassword", "sslpassword");

    private static final boolean[] LEGAL = legal();

    private final DsnDraft draft = new DsnDraft();
    private final SslParameters ssl = new SslParameters();
    private @Nullable String mode;
    private boolean rootNamed;
    private boolean bareSsl;
    private boolean failover;

    private R2dbcUrl() {}

    static DsnDraft parse(String url) {
        R2dbcUrl parser = new R2dbcUrl();
        int scheme = url.indexOf("://");
        parser.readScheme(scheme < 0 ? "" : url.substring(0, scheme));
        int authority = scheme + "://".length();
        requireLegal(url, authority);
        int question = url.indexOf('?', authority);
        int end = question < 0 ? url.length() : question;
        int slash = url.indexOf('/', authority);
        int path = slash < 0 ? end : Math.min(slash, end);
        parser.readAuthority(url.substring(authority, path));
        parser.readDatabase(url.substring(path, end));
        parser.readOptions(question < 0 ? "" : url.substring(question + 1));
        parser.settleTls();
        return parser.draft;
    }

    private static boolean[] legal() {
        boolean[] legal = new boolean[128];
        (PercentCoding.UNRESERVED + "!$&'()*+,;=:@/?%[]").chars().forEach(c -> legal[c] = true);
        return legal;
    }

    private void readScheme(String scheme) {
        bareSsl = scheme.startsWith("r2dbcs:");
        String driver = scheme.substring(scheme.indexOf(':') + 1);
        boolean r2dbc = bareSsl || scheme.startsWith("r2dbc:");
        if (!r2dbc || !List.of("postgresql", "postgres", "postgresql:failover").contains(driver)) {
            throw new DsnException("an R2DBC URL for PostgreSQL starts with r2dbc:postgresql:// or"
                    + " r2dbc:postgresql:failover://, this text with neither");
        }
        failover = driver.endsWith(":failover");
    }

    /** The driver reads by {@link java.net.URI}, which takes most of what is not ASCII, and brackets in the options. */
    private static void requireLegal(String url, int from) {
        for (int i = from; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == '#') {
                throw new DsnException(
                        "there is a raw # in the URL, behind which R2DBC reads nothing: write it as %23");
            }
            if (c < LEGAL.length ? !LEGAL[c] : Character.isSpaceChar(c) || Character.isISOControl(c)) {
                throw new DsnException(
                        "the URL has a character at position " + i + " that must be percent-encoded (RFC 3986)");
            }
        }
    }

    private void readAuthority(String authority) {
        int sign = authority.indexOf('@');
        if (sign >= 0) {
            String credentials = authority.substring(0, sign);
            int colon = credentials.indexOf(':');
            String user = PercentCoding.decodeForm(
                    colon < 0 ? credentials : credentials.substring(0, colon), "the user name");
            draft.user = user.isEmpty() ? null : user;
            String password =
                    colon < 0 ? "" : PercentCoding.decodeForm(credentials.substring(colon + 1), "the password");
            draft.password = password.isEmpty() ? null : Secret.ofText(password);
        }
        refuseBrackets(authority, authority.startsWith("[", sign + 1) && authority.indexOf(',', sign + 1) < 0);
        int number = 1;
        for (String host : authority.substring(sign + 1).split(",", -1)) {
            draft.endpoints.add(endpoint(host, number++));
        }
        refuseOtherHostsThanTheDrivers(authority.substring(sign + 1));
    }

    /** What {@link java.net.URI} finds no host in, such as a list, is one name to the driver, save behind failover. */
    private void refuseOtherHostsThanTheDrivers(String hosts) {
        boolean several = draft.endpoints.size() > 1;
        boolean withPort = hosts.indexOf(':', hosts.indexOf(']') + 1) >= 0;
        boolean found = !several && isUriHost(draft.endpoints.get(0), hosts);
        if (failover && found && (withPort || hosts.startsWith("["))) {
            throw new DsnException(
                    "behind r2dbc:postgresql:failover:// the driver takes several hosts, or one name without"
                            + " a port: write r2dbc:postgresql:// for this one");
        }
        if (!failover && several) {
            throw new DsnException("the driver reads several hosts behind r2dbc:postgresql:failover:// only, and as one"
                    + " name here");
        }
        if (!failover && !found && withPort) {
            throw new DsnException("the driver takes this host and its port for one name, as no URI has a host with an"
                    + " underscore, without ASCII, or with a digit first in its last label: write"
                    + " r2dbc:postgresql:failover://");
        }
    }

    /** RFC 2396, section 3.2.2, as {@link java.net.URI} has it. */
    private static boolean isUriHost(Endpoint endpoint, String written) {
        if (endpoint.host() instanceof IpAddress) {
            return true;
        }
        String name = endpoint.host().text();
        int last = name.lastIndexOf('.') + 1;
        for (int i = 0; i < written.length(); i++) {
            if (written.charAt(i) >= LEGAL.length || written.charAt(i) == '_') {
                return false;
            }
        }
        return last == 0 || name.charAt(last) > '9';
    }

    /** Where the driver looks for components they may stand around the only host. */
    private static void refuseBrackets(String part, boolean v6) {
        int brackets = 0;
        for (int i = 0; i < part.length(); i++) {
            brackets += part.charAt(i) == '[' || part.charAt(i) == ']' ? 1 : 0;
        }
        if (brackets != (v6 ? 2 : 0)) {
            throw new DsnException(
                    "a bracket stands elsewhere than around an IPv6 address, which R2DBC reads only as the"
                            + " one host there is: write [ as %5B and ] as %5D, and name one of several hosts by DNS");
        }
    }

    private static Endpoint endpoint(String address, int number) {
        int colon = address.lastIndexOf(':');
        boolean withPort = colon > address.lastIndexOf(']');
        String host = withPort ? address.substring(0, colon) : address;
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        int port = withPort ? Endpoint.portNumber(address.substring(colon + 1)) : Endpoint.DEFAULT_PORT;
        if (port == Endpoint.NO_PORT || (!bracketed && host.indexOf(':') >= 0)) {
            throw new DsnException("the port of host " + number + " is no number from 1 to 65535");
        }
        return Endpoint.tryOfUrl(host, port)
                .orElseThrow(() -> new DsnException("host " + number + " is neither a DNS name nor an IP address (not"
                        + " shown, in case a password got there): write @ in a password as %40"));
    }

    private void readDatabase(String path) {
        if (path.indexOf('@') >= 0) {
            throw new DsnException("there is an @ in the database name: write it as %40, in a password too");
        }
        refuseBrackets(path, false);
        String name = path.isEmpty() ? "" : PercentCoding.decodeUri(path.substring(1), "the database name");
        refuseBlankEdges(name);
        draft.database = name.isEmpty() ? null : name;
    }

    private static void refuseBlankEdges(String database) {
        if (!database.trim().equals(database)) {
            throw new DsnException("R2DBC drops the blanks around a database name: no R2DBC URL can name this one");
        }
    }

    private void readOptions(String query) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                put(
                        PercentCoding.decodeForm(pair.substring(0, equals), "an option's name"),
                        PercentCoding.decodeForm(pair.substring(equals + 1), "the value of an option"));
            } else if (!pair.isEmpty()) {
                throw new DsnException("an option is not of the form name=value: write & as %26 in values");
            }
        }
    }

    private void put(String name, String value) {
        String shared = SSL.get(name);
        if (shared != null) {
            rootNamed |= name.equals("sslRootCert") && !value.isEmpty();
            mode = name.equals("sslMode") ? value.toLowerCase(Locale.ROOT).replace('_', '-') : mode;
            boolean fileOfThatName = name.equals("sslRootCert") && value.equals("system");
            ssl.put(shared, name.equals("sslMode") ? String.valueOf(mode) : fileOfThatName ? "./system" : value);
            return;
        }
        switch (name) {
            case "ssl" -> bareSsl = value.equalsIgnoreCase("true");
            case "connectTimeout" -> draft.parameters.put(ConnectionParameter.CONNECT_TIMEOUT, seconds(value));
            case "sslNegotiation" ->
                draft.parameters.put(
                        ConnectionParameter.SSL_NEGOTIATION,
                        value.equalsIgnoreCase("tunnel") ? "direct" : value.toLowerCase(Locale.ROOT));
            default -> putOther(name, value);
        }
    }

    private void putOther(String name, String value) {
        ConnectionParameter parameter = R2dbcOption.parameter(name)
                .orElseThrow(() -> new DsnException("R2DBC would ignore "
                        + (name.matches("[A-Za-z_]{1,40}") ? name : "an option with an odd name") + similar(name)));
        draft.parameters.put(parameter, parameter.fromJdbc(value));
    }

    private static String similar(String name) {
        List<String> known = new ArrayList<>(List.of("ssl", "connectTimeout", "sslNegotiation"));
        known.addAll(SSL.keySet());
        known.addAll(R2dbcOption.names());
        return DriverSpelling.remedy(name, known);
    }

    private static String seconds(String duration) {
        try {
            Duration given = Duration.parse(duration);
            if (given.equals(Duration.ofSeconds(given.toSeconds())) && !given.isNegative()) {
                return String.valueOf(given.toSeconds());
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw new DsnException("connectTimeout is no whole number of seconds as ISO 8601 writes them: PT10S");
    }

    /** The driver's own defaults, made explicit: no TLS, and the JVM's authorities where TLS verifies. */
    private void settleTls() {
        if (mode == null) {
            mode = bareSsl ? SslMode.VERIFY_FULL.text() : SslMode.DISABLE.text();
            ssl.put("sslmode", mode);
        }
        if (!rootNamed && mode.startsWith("verify-")) {
            ssl.put("sslrootcert", "system");
        }
        ssl.applyTo(draft);
    }

    static Conversion print(Dsn dsn, boolean withSecrets) {
        refuseV6AmongSeveral(dsn.endpoints());
        List<Conversion.Change> changes = new ArrayList<>();
        StringBuilder url = new StringBuilder("r2dbc:postgresql");
        Endpoint first = dsn.endpoints().get(0);
        boolean named =
                dsn.endpoints().size() == 1 && isUriHost(first, first.host().text());
        url.append(named ? "://" : ":failover://");
        url.append(PercentCoding.encode(
                dsn.user().orElseThrow(() -> new DsnException("R2DBC takes no user for granted: name one"))));
        if (withSecrets) {
            dsn.password().ifPresent(p -> url.append(':').append(PercentCoding.encode(p.exposeText())));
        }
        url.append('@')
                .append(String.join(
                        ",", dsn.endpoints().stream().map(Endpoint::toString).toList()));
        dsn.database().ifPresent(name -> {
            refuseBlankEdges(name);
            url.append('/').append(PercentCoding.encode(name));
        });
        url.append("?sslMode=").append(JdbcUrl.mode(dsn, changes).text());
        appendFiles(url, dsn, withSecrets, changes);
        dsn.parameters()
                .forEach((parameter, value) -> R2dbcOption.of(parameter, value)
                        .ifPresentOrElse(
                                option -> url.append('&')
                                        .append(option.name())
                                        .append('=')
                                        .append(PercentCoding.encode(option.value())),
                                () -> changes.add(Conversion.lost(
                                        parameter, value, "R2DBC", "has no such option, or no word for this value"))));
        return new Conversion(url.toString(), changes);
    }

    /** R2DBC reads a list of hosts as a name of RFC 2396's, where brackets cannot be. */
    private static void refuseV6AmongSeveral(List<Endpoint> endpoints) {
        boolean v6 = endpoints.stream().anyMatch(Endpoint::isV6);
        if (v6 && endpoints.size() > 1) {
            throw new DsnException("an R2DBC URL cannot name an IPv6 address among several hosts: give it a DNS name");
        }
    }

    private static void appendFiles(StringBuilder url, Dsn dsn, boolean withSecrets, List<Conversion.Change> changes) {
        boolean verifies = dsn.sslMode().compareTo(SslMode.VERIFY_CA) >= 0;
        if (verifies && dsn.trustAnchors().isEmpty()) {
            throw new DsnException("without sslrootcert R2DBC trusts every authority of the JVM, where libpq trusts the"
                    + " file in the user's folder: name a PEM file, or 'system'");
        }
        Map<String, String> files = SslFiles.of(dsn, withSecrets, changes).parameters();
        for (String name : List.of("sslRootCert", "sslCert", "sslKey", "sslPassword")) {
            String value = files.get(String.valueOf(SSL.get(name)));
            if (value != null) {
                url.append('&').append(name).append('=').append(PercentCoding.encode(value));
            }
        }
    }
}
