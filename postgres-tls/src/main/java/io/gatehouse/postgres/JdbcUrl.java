package io.gatehouse.postgres;

import io.gatehouse.core.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

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

    private static final Set<String> FILES = Set.of("sslrootcert", "sslcert", "sslkey");

    private final DsnDraft draft = new DsnDraft();
    private final SslParameters ssl = new SslParameters();
    private boolean bareSsl;
    private boolean explicitMode;

    private JdbcUrl() {}

    static DsnDraft parse(String url) {
        return new JdbcUrl().read(url);
    }

    /** The URL beats the properties, which are taken as they stand, without decoding. */
    static DsnDraft parse(String url, Properties properties) {
        JdbcUrl parser = new JdbcUrl();
        // The names that getProperty() finds, those of the properties' own defaults included.
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            String value = String.valueOf(properties.getProperty(key));
            PercentCoding.refuseNoText(value, "a property's value");
            parser.put(key, value);
        }
        if (properties.stringPropertyNames().size() < properties.size()) {
            throw new DsnException("the properties hold what is no text, which pgjdbc would ignore");
        }
        return parser.read(url);
    }

    private DsnDraft read(String url) {
        if (!url.startsWith(SCHEME)) {
            throw new DsnException("a JDBC URL for PostgreSQL starts with " + SCHEME + ", this text does not");
        }
        int question = url.indexOf('?');
        parseServers(url.substring(SCHEME.length(), question < 0 ? url.length() : question));
        parseQuery(question < 0 ? "" : url.substring(question + 1));
        if (bareSsl && !explicitMode) {
            ssl.put("sslmode", SslMode.VERIFY_FULL.text());
        }
        ssl.applyTo(draft);
        return draft;
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
        int portNumber = Endpoint.portNumber(port);
        if (portNumber == Endpoint.NO_PORT) {
            throw new DsnException("the port of host " + number + " is no number from 1 to 65535");
        }
        draft.endpoints.add(Endpoint.tryOfUrl(host.isEmpty() ? "localhost" : host, portNumber)
                .orElseThrow(() -> new DsnException("host " + number + " is neither a DNS name nor an IP address")));
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
                    PercentCoding.decodeForm(
                            pair.substring(equals < 0 ? pair.length() : equals + 1), "the value of a parameter"));
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
            // To pgjdbc it is a file of that name.
            ssl.put(key, key.equals("sslrootcert") && value.equals("system") ? "./system" : value);
            return;
        }
        ConnectionParameter parameter = ConnectionParameter.byJdbcName(key)
                .orElseThrow(() -> new DsnException("pgjdbc would ignore " + shown(key) + similar(key)));
        draft.parameters.put(parameter, parameter.fromJdbc(value));
    }

    private static String similar(String key) {
        List<String> known = new ArrayList<>(SslParameters.NAMES);
        for (ConnectionParameter parameter : ConnectionParameter.values()) {
            parameter.jdbcName().ifPresent(known::add);
        }
        return DriverSpelling.remedy(key, known);
    }

    private static String shown(String key) {
        return key.matches("[A-Za-z_]{1,40}") ? key : "a parameter with an odd name";
    }

    private void setDatabase(String encoded) {
        if (encoded.indexOf('@') >= 0) {
            throw new DsnException("there is an @ in the database name: write it as %40");
        }
        String name = PercentCoding.decodeForm(encoded, "the database name");
        draft.database = name.isEmpty() ? null : name;
    }

    static Conversion print(Dsn dsn, boolean withSecrets) {
        List<Conversion.Change> changes = new ArrayList<>();
        StringBuilder url = new StringBuilder(hostsUrl(dsn));
        char separator = '?';
        for (Map.Entry<String, String> entry :
                properties(dsn, withSecrets, changes).entrySet()) {
            boolean file = FILES.contains(entry.getKey());
            url.append(separator).append(entry.getKey()).append('=');
            url.append(file ? PercentCoding.encodePath(entry.getValue()) : PercentCoding.encode(entry.getValue()));
            separator = '&';
        }
        return new Conversion(url.toString(), changes);
    }

    /** Hosts and database alone. */
    static String hostsUrl(Dsn dsn) {
        StringBuilder url = new StringBuilder(SCHEME).append("//");
        url.append(String.join(
                ",", dsn.endpoints().stream().map(Endpoint::toString).toList()));
        url.append('/');
        dsn.database().ifPresent(name -> url.append(PercentCoding.encode(name)));
        return url.toString();
    }

    /** All but hosts and database, by pgjdbc's names and in its words. */
    static Map<String, String> properties(Dsn dsn, boolean withSecrets, List<Conversion.Change> changes) {
        if (dsn.trustAnchors().orElse(null) instanceof TrustAnchors.OfSystem) {
            throw new DsnException("pgjdbc takes sslrootcert=system for a file of that name: name a PEM file, or"
                    + " connect through PostgresTls");
        }
        Map<String, String> all = new LinkedHashMap<>();
        all.put("sslmode", mode(dsn, changes).text());
        dsn.user().ifPresent(user -> all.put("user", user));
        if (withSecrets) {
            dsn.password().ifPresent(p -> all.put("password", p.exposeText()));
        }
        all.putAll(SslFiles.of(dsn, withSecrets, changes).parameters());
        dsn.parameters().forEach((parameter, value) -> put(all, parameter, value, changes));
        return all;
    }

    /** With a trust anchor, libpq's {@code require} verifies the chain; pgjdbc's and R2DBC's do not. */
    static SslMode mode(Dsn dsn, List<Conversion.Change> changes) {
        if (dsn.sslMode() == SslMode.REQUIRE && dsn.trustAnchors().isPresent()) {
            changes.add(new Conversion.Change(
                    "sslmode",
                    Conversion.Kind.STRENGTHENED,
                    "require with a trust anchor verifies the chain in libpq but not in Java drivers: verify-ca says"
                            + " so"));
            return SslMode.VERIFY_CA;
        }
        return dsn.sslMode();
    }

    private static void put(
            Map<String, String> all, ConnectionParameter parameter, String value, List<Conversion.Change> changes) {
        Optional<String> word = parameter.toJdbc(value);
        if (parameter.jdbcName().isPresent() && word.isPresent()) {
            all.put(parameter.jdbcName().get(), word.get());
        } else {
            changes.add(Conversion.lost(
                    parameter,
                    value,
                    "pgjdbc",
                    parameter.jdbcName().isPresent() ? "has no word for this value" : "has no such parameter"));
        }
    }

    static Map<String, String> driverProperties(Dsn dsn) {
        Map<String, String> all = new LinkedHashMap<>();
        dsn.parameters()
                .forEach((parameter, value) -> parameter
                        .jdbcName()
                        .ifPresent(name -> parameter.toJdbc(value).ifPresent(word -> all.put(name, word))));
        return all;
    }
}
