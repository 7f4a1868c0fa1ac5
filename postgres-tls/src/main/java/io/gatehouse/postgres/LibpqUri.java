package io.gatehouse.postgres;

import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes libpq's URI form (PostgreSQL documentation, "Connection URIs").
 *
 * <p>The grammar is libpq's, not RFC 3986's: the user part ends at the first {@code @} before any {@code /}, {@code #} is
 * an ordinary character, and hosts and ports are two lists. Errors name a place, not its text: a password with an
 * unescaped {@code /} or {@code @} ends up in any of them.
 */
final class LibpqUri {
    private static final Set<String> NOT_KEPT = Set.of(
            "service",
            "servicefile",
            "passfile",
            "requirepeer",
            "sslcompression",
            "oauth_issuer",
            "oauth_client_id",
            "oauth_client_secret",
            "oauth_scope",
            "sslkeylogfile",
            "krb5_srvname",
            "gsslib",
            "gssdelegation",
            "replication",
            "fallback_application_name",
            "scram_client_key",
            "scram_server_key",
            "min_protocol_version",
            "max_protocol_version");

    private final String text;
    private final DsnDraft draft = new DsnDraft();
    private final SslParameters ssl = new SslParameters();
    private String hosts = "";
    private String ports = "";
    private int at;

    private LibpqUri(String text, int start) {
        this.text = text;
        this.at = start;
    }

    static DsnDraft parse(String uri) {
        for (String scheme : List.of("postgresql://", "postgres://")) {
            if (uri.startsWith(scheme)) {
                return new LibpqUri(uri, scheme.length()).parse();
            }
        }
        throw new DsnException("a libpq URI starts with postgresql:// or postgres://, this text with neither");
    }

    private DsnDraft parse() {
        parseCredentials();
        parseHosts();
        if (at < text.length() && text.charAt(at) == '/') {
            int end = endAt(at + 1, "?");
            String database = PercentCoding.decodeLibpq(plain(at + 1, end, "the database name"), "the database name");
            draft.database = database.isEmpty() ? null : database;
            at = end;
        }
        if (at < text.length()) {
            parseQuery(text.substring(at + 1));
        }
        pairHostsWithPorts();
        ssl.applyTo(draft);
        return draft;
    }

    private void parseCredentials() {
        int end = endAt(at, "@/");
        if (end == text.length() || text.charAt(end) != '@') {
            return;
        }
        int colon = endAt(at, ":@");
        setUser(PercentCoding.decodeLibpq(text.substring(at, colon), "the user name"));
        if (colon < end) {
            setPassword(PercentCoding.decodeLibpq(text.substring(colon + 1, end), "the password"));
        }
        at = end + 1;
    }

    private void parseHosts() {
        StringBuilder hostList = new StringBuilder();
        StringBuilder portList = new StringBuilder();
        while (true) {
            hostList.append(parseHost());
            if (at < text.length() && text.charAt(at) == ':') {
                int end = endAt(at + 1, "/?,");
                portList.append(text, at + 1, end);
                at = end;
            }
            if (at == text.length() || text.charAt(at) != ',') {
                break;
            }
            at++;
            hostList.append(',');
            portList.append(',');
        }
        hosts = PercentCoding.decodeLibpq(hostList.toString(), "the host");
        ports = PercentCoding.decodeLibpq(portList.toString(), "the port");
    }

    private String parseHost() {
        if (at == text.length() || text.charAt(at) != '[') {
            int end = endAt(at, ":/?,");
            String host = plain(at, end, "the host");
            at = end;
            return host;
        }
        int close = text.indexOf(']', at);
        if (close < 0 || close == at + 1) {
            throw new DsnException("an IPv6 address in brackets is " + (close < 0 ? "not closed by ]" : "empty"));
        }
        String host = text.substring(at + 1, close);
        at = close + 1;
        if (at < text.length() && ":/?,".indexOf(text.charAt(at)) < 0) {
            throw new DsnException("after an IPv6 address in brackets only : / ? or , may follow");
        }
        return host;
    }

    private void parseQuery(String query) {
        int start = 0;
        while (start < query.length()) {
            int end = query.indexOf('&', start);
            String pair = query.substring(start, end < 0 ? query.length() : end);
            int equals = pair.indexOf('=');
            if (equals < 0 || pair.indexOf('=', equals + 1) >= 0) {
                throw new DsnException(
                        "a parameter is not of the form key=value: write = as %3D and & as %26 in values");
            }
            String key = PercentCoding.decodeLibpq(pair.substring(0, equals), "a parameter's name");
            put(key, PercentCoding.decodeLibpq(pair.substring(equals + 1), "the value of a parameter"));
            start = end < 0 ? query.length() : end + 1;
        }
    }

    private void put(String key, String value) {
        switch (key) {
            case "user" -> setUser(value);
            case "password" -> setPassword(value);
            case "dbname" -> draft.database = value.isEmpty() ? null : value;
            case "host" -> hosts = value;
            case "port" -> ports = value;
            case "ssl" -> {
                if (!value.equals("true")) {
                    throw new DsnException("ssl is pgjdbc's word: write sslmode=verify-full");
                }
                ssl.put("sslmode", "require");
            }
            default -> putOther(key, value);
        }
    }

    private void putOther(String key, String value) {
        if (SslParameters.NAMES.contains(key)) {
            ssl.put(key, value);
        } else if (NOT_KEPT.contains(key)) {
            throw new DsnException("libpq's parameter " + key + " is not part of this model: leave it out");
        } else {
            ConnectionParameter parameter = ConnectionParameter.byLibpqName(key)
                    .orElseThrow(() -> new DsnException("libpq has no parameter " + shown(key)));
            draft.parameters.put(parameter, value);
        }
    }

    private void pairHostsWithPorts() {
        String[] hostList = hosts.split(",", -1);
        String[] portList = ports.split(",", -1);
        if (portList.length != 1 && portList.length != hostList.length) {
            throw new DsnException(portList.length + " ports for " + hostList.length
                    + " hosts: give one port for all or one for each");
        }
        for (int i = 0; i < hostList.length; i++) {
            String port = portList[portList.length == 1 ? 0 : i];
            try {
                draft.endpoints.add(Endpoint.of(hostName(hostList[i], i + 1), portNumber(port)));
            } catch (InvalidNameException | IllegalArgumentException e) {
                throw badHost(i + 1);
            }
        }
    }

    private static String hostName(String host, int number) {
        if (host.isEmpty() || host.startsWith("/") || host.startsWith("@")) {
            throw new DsnException("host " + number
                    + " is a Unix-domain socket (libpq's meaning of no host, too), which carries no TLS: name a host");
        }
        return host;
    }

    private static DsnException badHost(int number) {
        return new DsnException("host " + number + " is neither a DNS name nor an IP address (not shown, in case a"
                + " password got there): write @ / : ? and # in a password as %40 %2F %3A %3F %23");
    }

    private static int portNumber(String port) {
        if (port.isEmpty()) {
            return Endpoint.DEFAULT_PORT;
        }
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw new DsnException("a port is no number from 1 to 65535 (not shown, in case a password got there):"
                    + " write @ / : ? and # in a password as %40 %2F %3A %3F %23");
        }
        return Integer.parseInt(port);
    }

    private void setUser(String user) {
        draft.user = user.isEmpty() ? null : user;
    }

    private void setPassword(String password) {
        draft.password = password.isEmpty() ? null : Secret.ofText(password);
    }

    /** A raw @ after the user part is the rest of a password more often than anything else. */
    private String plain(int start, int end, String what) {
        String part = text.substring(start, end);
        if (part.indexOf('@') >= 0) {
            throw new DsnException("there is an @ in " + what + ": write it as %40, in a password too");
        }
        return part;
    }

    private int endAt(int from, String stops) {
        int i = from;
        while (i < text.length() && stops.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private static String shown(String key) {
        return key.matches("[A-Za-z_]{1,40}") ? key : "of that name";
    }

    static Conversion print(Dsn dsn, boolean withSecrets) {
        List<Conversion.Change> changes = new ArrayList<>();
        StringBuilder uri = new StringBuilder("postgresql://");
        dsn.user().ifPresent(user -> uri.append(PercentCoding.encode(user)));
        if (withSecrets) {
            dsn.password().ifPresent(p -> uri.append(':').append(PercentCoding.encode(p.exposeText())));
        }
        uri.append(dsn.user().isPresent() ? "@" : "");
        uri.append(String.join(
                ",", dsn.endpoints().stream().map(Endpoint::toString).toList()));
        dsn.database().ifPresent(name -> uri.append('/').append(PercentCoding.encode(name)));
        uri.append("?sslmode=").append(dsn.sslMode().text());
        SslFiles files = SslFiles.of(dsn, withSecrets, changes);
        if (dsn.trustAnchors().orElse(null) instanceof TrustAnchors.OfSystem) {
            uri.append("&sslrootcert=system");
        }
        files.appendTo(uri);
        for (Map.Entry<ConnectionParameter, String> entry : dsn.parameters().entrySet()) {
            @Nullable String name = entry.getKey().libpqName().orElse(null);
            if (name == null) {
                changes.add(new Conversion.Change(
                        entry.getKey().name().toLowerCase(Locale.ROOT),
                        Conversion.Kind.LOST,
                        "libpq has no such parameter"));
            } else {
                uri.append('&').append(name).append('=').append(PercentCoding.encode(entry.getValue()));
            }
        }
        return new Conversion(uri.toString(), changes);
    }
}
