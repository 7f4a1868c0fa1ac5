package io.gatehouse.postgres;

import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads and writes pgjdbc's URL form (pgjdbc documentation, "Connecting to the Database").
 *
 * <p>pgjdbc passes over what it does not know and takes {@code user:password@host} for a host; both are refused here.
 */
final class JdbcUrl {
    private static final String SCHEME = "jdbc:postgresql:";

    /** Each loads a class or writes a file named by the URL, so that whoever writes the URL runs code. */
    private static final Set<String> DANGEROUS = Set.of(
            "socketFactory",
            "socketFactoryArg",
            "sslfactory",
            "sslfactoryarg",
            "sslhostnameverifier",
            "sslpasswordcallback",
            "authenticationPluginClassName",
            "connectExecutor",
            "xmlFactoryFactory",
            "loggerFile",
            "loggerLevel");

    private final DsnDraft draft = new DsnDraft();
    private final SslParameters ssl = new SslParameters();
    private boolean bareSsl;
    private boolean explicitMode;

    private JdbcUrl() {}

    static DsnDraft parse(String url) {
        if (!url.startsWith(SCHEME)) {
            throw new DsnException("a JDBC URL for PostgreSQL starts with " + SCHEME + ", this text does not");
        }
        int question = url.indexOf('?');
        JdbcUrl parser = new JdbcUrl();
        parser.parseServers(url.substring(SCHEME.length(), question < 0 ? url.length() : question));
        parser.parseQuery(question < 0 ? "" : url.substring(question + 1));
        if (parser.bareSsl && !parser.explicitMode) {
            parser.ssl.put("sslmode", SslMode.VERIFY_FULL.text());
        }
        parser.ssl.applyTo(parser.draft);
        return parser.draft;
    }

    private void parseServers(String servers) {
        if (!servers.startsWith("//")) {
            draft.addEndpoint("localhost", Endpoint.DEFAULT_PORT);
            setDatabase(servers);
            return;
        }
        int slash = servers.indexOf('/', 2);
        if (slash < 0 || servers.indexOf('/', slash + 1) >= 0) {
            throw new DsnException("exactly one / must follow the hosts, with or without a database name after it"
                    + " (write a / in the name as %2F)");
        }
        String hosts = servers.substring(2, slash);
        setDatabase(servers.substring(slash + 1));
        if (hosts.indexOf('@') >= 0) {
            throw new DsnException("there is an @ among the hosts, which pgjdbc takes for part of a host:"
                    + " credentials go into user= and, better, not into the URL at all");
        }
        int number = 1;
        for (String host : hosts.split(",", -1)) {
            addEndpoint(host, number++);
        }
    }

    private void addEndpoint(String address, int number) {
        int colon = address.lastIndexOf(':');
        boolean withPort = colon > address.lastIndexOf(']');
        String host = withPort ? address.substring(0, colon) : address;
        String port = withPort ? address.substring(colon + 1) : String.valueOf(Endpoint.DEFAULT_PORT);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw new DsnException("host " + number + " has several colons: put an IPv6 address into brackets");
        }
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw new DsnException("the port of host " + number + " is no number from 1 to 65535");
        }
        try {
            Endpoint endpoint = Endpoint.of(
                    bracketed ? host.substring(1, host.length() - 1) : host.isEmpty() ? "localhost" : host,
                    Integer.parseInt(port));
            draft.endpoints.add(endpoint);
        } catch (InvalidNameException | IllegalArgumentException e) {
            throw new DsnException("host " + number + " is neither a DNS name nor an IP address");
        }
    }

    private void parseQuery(String query) {
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (equals < 0 && !key.equals("ssl")) {
                throw new DsnException("a parameter is not of the form key=value: write & as %26 in values");
            }
            put(
                    key,
                    PercentCoding.decodeJdbc(
                            pair.substring(equals < 0 ? pair.length() : equals + 1), "the value of " + shown(key)));
        }
    }

    private void put(String key, String value) {
        if (DANGEROUS.contains(key)) {
            throw new DsnException(key + " makes the driver load a class or write a file that the URL names:"
                    + " leave it out; PostgresTls brings its own verified sockets");
        }
        switch (key) {
            case "user" -> draft.user = value.isEmpty() ? null : value;
            case "password" -> draft.password = value.isEmpty() ? null : Secret.ofText(value);
            case "ssl" -> bareSsl = value.isEmpty() || value.equalsIgnoreCase("true");
            default -> putOther(key, value);
        }
    }

    private void putOther(String key, String value) {
        if (SslParameters.NAMES.contains(key)) {
            explicitMode |= key.equals("sslmode");
            ssl.put(key, value);
            return;
        }
        ConnectionParameter parameter = ConnectionParameter.byJdbcName(key)
                .orElseThrow(() -> new DsnException("pgjdbc would ignore " + shown(key) + similar(key)));
        draft.parameters.put(parameter, parameter.fromJdbc(value));
    }

    private static String similar(String key) {
        String folded = fold(key);
        for (ConnectionParameter parameter : ConnectionParameter.values()) {
            String name = parameter.jdbcName().orElse("");
            if (fold(name).equals(folded)) {
                return ": write " + name;
            }
        }
        return SslParameters.NAMES.contains(folded) ? ": write " + folded : ", or this model does not keep it";
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "");
    }

    private static String shown(String key) {
        return key.matches("[A-Za-z_]{1,40}") ? key : "a parameter with an odd name";
    }

    private void setDatabase(String encoded) {
        if (encoded.indexOf('@') >= 0) {
            throw new DsnException("there is an @ in the database name: write it as %40");
        }
        String name = PercentCoding.decodeJdbc(encoded, "the database name");
        draft.database = name.isEmpty() ? null : name;
    }

    static Conversion print(Dsn dsn, boolean withSecrets) {
        if (dsn.trustAnchors().orElse(null) instanceof TrustAnchors.OfSystem) {
            throw new DsnException("pgjdbc takes sslrootcert=system for a file of that name: name a PEM file, or"
                    + " connect through PostgresTls");
        }
        List<Conversion.Change> changes = new ArrayList<>();
        StringBuilder url = new StringBuilder(SCHEME).append("//");
        url.append(String.join(
                ",", dsn.endpoints().stream().map(Endpoint::toString).toList()));
        url.append('/');
        dsn.database().ifPresent(name -> url.append(PercentCoding.encode(name)));
        url.append("?sslmode=").append(mode(dsn, changes).text());
        dsn.user().ifPresent(user -> url.append("&user=").append(PercentCoding.encode(user)));
        if (withSecrets) {
            dsn.password().ifPresent(p -> url.append("&password=").append(PercentCoding.encode(p.exposeText())));
        }
        SslFiles.of(dsn, withSecrets, changes).appendTo(url);
        dsn.parameters().forEach((parameter, value) -> append(url, parameter, value, changes));
        return new Conversion(url.toString(), changes);
    }

    /** With a trust anchor, libpq's {@code require} verifies the chain; pgjdbc's does not. */
    private static SslMode mode(Dsn dsn, List<Conversion.Change> changes) {
        if (dsn.sslMode() == SslMode.REQUIRE && dsn.trustAnchors().isPresent()) {
            changes.add(new Conversion.Change(
                    "sslmode",
                    Conversion.Kind.STRENGTHENED,
                    "require with a trust anchor verifies the chain in libpq but not in pgjdbc: verify-ca says so"));
            return SslMode.VERIFY_CA;
        }
        return dsn.sslMode();
    }

    private static void append(
            StringBuilder url, ConnectionParameter parameter, String value, List<Conversion.Change> changes) {
        String name = parameter.jdbcName().orElse("");
        String word = parameter.toJdbc(value).orElse("");
        if (!name.isEmpty() && (!word.isEmpty() || value.isEmpty())) {
            url.append('&').append(name).append('=').append(PercentCoding.encode(word));
        } else if (parameter.protects(value)) {
            throw new DsnException("pgjdbc has no " + parameter.displayName()
                    + ", and the connection would be weaker without it: leave it out, or connect otherwise");
        } else {
            changes.add(new Conversion.Change(
                    parameter.displayName(),
                    Conversion.Kind.LOST,
                    name.isEmpty() ? "pgjdbc has no such parameter" : "pgjdbc has no word for this value"));
        }
    }

    static Map<String, String> driverProperties(Dsn dsn) {
        Map<String, String> all = new java.util.LinkedHashMap<>();
        dsn.parameters()
                .forEach((parameter, value) -> parameter
                        .jdbcName()
                        .ifPresent(name -> parameter.toJdbc(value).ifPresent(word -> all.put(name, word))));
        return all;
    }
}
