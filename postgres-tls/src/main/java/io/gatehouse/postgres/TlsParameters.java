package io.gatehouse.postgres;

import io.gatehouse.core.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the parameters of a {@link Dsn} ask of the socket: the one place that knows their names.
 *
 * @param protocols the TLS versions to offer, newest first
 * @param serverName whether the host's name is sent in the clear
 * @param direct whether TLS starts without being asked for
 * @param sendsCertificate whether a server that asks for a client certificate gets one
 * @param requiresCertificate whether a server that does not ask is refused
 * @param revocationFile a PEM file of revocation lists
 * @param revocationFolder a folder of such files
 */
record TlsParameters(
        List<String> protocols,
        boolean serverName,
        boolean direct,
        boolean sendsCertificate,
        boolean requiresCertificate,
        Optional<Path> revocationFile,
        Optional<Path> revocationFolder) {

    /** Those that the driver does not know, so that it is all ours to honour them. */
    static final Set<ConnectionParameter> NAMES = Set.of(
            ConnectionParameter.SSL_MIN_PROTOCOL_VERSION,
            ConnectionParameter.SSL_MAX_PROTOCOL_VERSION,
            ConnectionParameter.SSL_CRL,
            ConnectionParameter.SSL_CRL_DIR,
            ConnectionParameter.SSL_CERT_MODE,
            ConnectionParameter.SSL_SNI);

    private static final Set<String> METHODS = Set.of("password", "md5", "gss", "sspi", "scram-sha-256", "none");

    static TlsParameters of(Dsn dsn) {
        String certificate = value(dsn, ConnectionParameter.SSL_CERT_MODE, "allow");
        return new TlsParameters(
                protocols(dsn),
                value(dsn, ConnectionParameter.SSL_SNI, "1").equals("1"),
                value(dsn, ConnectionParameter.SSL_NEGOTIATION, "postgres").equals("direct"),
                !certificate.equals("disable"),
                certificate.equals("require"),
                path(dsn, ConnectionParameter.SSL_CRL),
                path(dsn, ConnectionParameter.SSL_CRL_DIR));
    }

    /** What cannot be honoured, without reading a file. */
    static List<Problem> problems(Dsn dsn) {
        List<Problem> problems = new ArrayList<>();
        if (protocols(dsn).isEmpty()) {
            problems.add(new Problem("ssl_max_protocol_version", "is older than ssl_min_protocol_version"));
        }
        if (value(dsn, ConnectionParameter.SSL_CERT_MODE, "allow").equals("require")
                && dsn.clientIdentity().isEmpty()) {
            problems.add(new Problem("sslcertmode", "require needs a client certificate: name sslcert and sslkey"));
        }
        for (ConnectionParameter file : List.of(ConnectionParameter.SSL_CRL, ConnectionParameter.SSL_CRL_DIR)) {
            try {
                path(dsn, file);
            } catch (InvalidPathException e) {
                problems.add(new Problem(file.displayName(), "is no file name"));
            }
        }
        authentication(value(dsn, ConnectionParameter.REQUIRE_AUTH, "")).ifPresent(problems::add);
        return problems;
    }

    /** The driver takes a list that leaves no method for none at all, and so allows every method. */
    private static Optional<Problem> authentication(String methods) {
        if (methods.isEmpty()) {
            return Optional.empty();
        }
        Set<String> named = new HashSet<>();
        Arrays.stream(methods.split(",", -1)).map(String::strip).forEach(named::add);
        boolean excludes = methods.strip().startsWith("!");
        for (String name : named) {
            boolean known = METHODS.contains(excludes ? name.replaceFirst("^!", "") : name);
            if (!known || name.startsWith("!") != excludes) {
                return Optional.of(new Problem(
                        "require_auth",
                        "names a method that the driver does not know, or mixes methods with and without '!'; it knows"
                                + " password, md5, gss, sspi, scram-sha-256 and none"));
            }
        }
        return excludes && named.size() == METHODS.size()
                ? Optional.of(new Problem("require_auth", "excludes every method, so that no login is left"))
                : Optional.empty();
    }

    private static List<String> protocols(Dsn dsn) {
        String oldest = value(dsn, ConnectionParameter.SSL_MIN_PROTOCOL_VERSION, "TLSv1.2");
        String newest = value(dsn, ConnectionParameter.SSL_MAX_PROTOCOL_VERSION, "TLSv1.3");
        return List.of("TLSv1.3", "TLSv1.2").stream()
                .filter(p -> p.compareTo(oldest) >= 0 && p.compareTo(newest) <= 0)
                .toList();
    }

    private static Optional<Path> path(Dsn dsn, ConnectionParameter parameter) {
        String name = value(dsn, parameter, "");
        return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    }

    /** An empty value means the default, as to libpq. */
    private static String value(Dsn dsn, ConnectionParameter parameter, String otherwise) {
        String value = dsn.parameters().getOrDefault(parameter, "");
        return value.isEmpty() ? otherwise : value;
    }
}
