package io.gatehouse.postgres.server;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.postgres.PostgresVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The TLS part of {@code postgresql.conf}: certificate, key, authorities for client certificates, versions, groups and
 * ciphers, in the words of a server version. Immutable.
 *
 * <pre>{@code
 * String conf = ServerTls.builder(Path.of("server.crt"), Path.of("server.key"))
 *         .clientAuthority(Path.of("clients.crt")).build().print(PostgresVersion.of(18));
 * }</pre>
 */
public final class ServerTls {
    private final Path certificate;
    private final Path key;
    private final Optional<Path> clientAuthority;
    private final Optional<Path> revocationList;
    private final TlsVersion minimum;
    private final List<String> groups;
    private final List<String> cipherSuites;
    private final List<String> tls13CipherSuites;

    /** A version of TLS that is still safe. */
    public enum TlsVersion {
        /** RFC 5246. */
        TLS_1_2("TLSv1.2"),
        /** RFC 8446. */
        TLS_1_3("TLSv1.3");

        private final String text;

        TlsVersion(String text) {
            this.text = text;
        }
    }

    private ServerTls(Builder builder) {
        this.certificate = builder.certificate;
        this.key = builder.key;
        this.clientAuthority = Optional.ofNullable(builder.clientAuthority);
        this.revocationList = Optional.ofNullable(builder.revocationList);
        this.minimum = builder.minimum;
        this.groups = List.copyOf(builder.groups);
        this.cipherSuites = List.copyOf(builder.cipherSuites);
        this.tls13CipherSuites = List.copyOf(builder.tls13CipherSuites);
    }

    /**
     * Starts with the certificate to serve.
     *
     * @param certificate a PEM file, leaf first; a relative name counts from the data folder
     * @param key its private key, 0600 or, owned by root, 0640
     */
    public static Builder builder(Path certificate, Path key) {
        return new Builder(certificate, key);
    }

    /**
     * Starts with one file that holds chain and key, which {@link ServerCertificate} replaces in one step.
     *
     * @param certificateAndKey a PEM file, leaf first, 0600; a relative name counts from the data folder
     */
    public static Builder builder(Path certificateAndKey) {
        return new Builder(certificateAndKey, certificateAndKey);
    }

    /**
     * The settings that a server of that version understands, unquoted, in order. What the version cannot express is
     * left at the server's default, which is never weaker: before 18 a server takes one group and no list of TLS 1.3
     * suites.
     *
     * @param version of the server
     */
    public Map<String, String> settings(PostgresVersion version) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ssl", "on");
        all.put("ssl_cert_file", certificate.toString());
        all.put("ssl_key_file", key.toString());
        clientAuthority.ifPresent(file -> all.put("ssl_ca_file", file.toString()));
        revocationList.ifPresent(file -> all.put("ssl_crl_file", file.toString()));
        all.put("ssl_min_protocol_version", minimum.text);
        if (minimum == TlsVersion.TLS_1_2) {
            all.put("ssl_ciphers", String.join(":", cipherSuites));
            all.put("ssl_prefer_server_ciphers", "on");
        }
        if (version.isAtLeast(18)) {
            all.put("ssl_groups", String.join(":", groups));
            if (!tls13CipherSuites.isEmpty()) {
                all.put("ssl_tls13_ciphers", String.join(":", tls13CipherSuites));
            }
        } else {
            all.put("ssl_ecdh_curve", singleCurve());
        }
        all.put("password_encryption", "scram-sha-256");
        return Collections.unmodifiableMap(all);
    }

    /**
     * Lines for {@code postgresql.conf}, each value quoted.
     *
     * @param version of the server
     */
    public String print(PostgresVersion version) {
        return settings(version).entrySet().stream()
                .map(e -> e.getKey() + " = " + quote(e.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    /**
     * Compares a running server with these settings.
     *
     * @param superuser connections to it as a superuser
     * @return a line for each setting that is otherwise, or waits for a restart; nothing, if all are in force
     * @throws SQLException if it cannot be asked
     */
    public List<String> check(DataSource superuser) throws SQLException {
        List<String> differences = new ArrayList<>();
        try (Connection connection = superuser.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT setting, pending_restart FROM pg_catalog.pg_settings WHERE name = ?")) {
            for (Map.Entry<String, String> wanted :
                    settings(PostgresVersion.of(connection)).entrySet()) {
                query.setString(1, wanted.getKey());
                try (ResultSet row = query.executeQuery()) {
                    String found = row.next() ? row.getString(1) : "not known to the server";
                    if (!wanted.getValue().equals(found)) {
                        differences.add(
                                wanted.getKey() + " is '" + found + "' in place of '" + wanted.getValue() + "'");
                    } else if (row.getBoolean(2)) {
                        differences.add(wanted.getKey() + " waits for a restart of the server");
                    }
                }
            }
        }
        return differences;
    }

    /** Before 18 a server takes a curve's name, and X25519 is not one to all builds of OpenSSL. */
    private String singleCurve() {
        return groups.stream().filter(g -> !g.startsWith("X")).findFirst().orElse(groups.get(0));
    }

    private static String quote(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** Describes the settings; not safe for use by many threads. */
    public static final class Builder {
        private final Path certificate;
        private final Path key;
        private @Nullable Path clientAuthority;
        private @Nullable Path revocationList;
        private TlsVersion minimum = TlsVersion.TLS_1_2;
        private List<String> groups = List.of("X25519", "prime256v1", "secp384r1");
        private List<String> cipherSuites = List.of(
                "ECDHE-ECDSA-AES128-GCM-SHA256",
                "ECDHE-RSA-AES128-GCM-SHA256",
                "ECDHE-ECDSA-AES256-GCM-SHA384",
                "ECDHE-RSA-AES256-GCM-SHA384",
                "ECDHE-ECDSA-CHACHA20-POLY1305",
                "ECDHE-RSA-CHACHA20-POLY1305");
        private List<String> tls13CipherSuites = List.of();

        private Builder(Path certificate, Path key) {
            this.certificate = certificate;
            this.key = key;
        }

        /**
         * Checks client certificates.
         *
         * @param file the certificates that client certificates must lead to; needed for {@code cert} and
         *     {@code clientcert} rules
         */
        public Builder clientAuthority(Path file) {
            this.clientAuthority = file;
            return this;
        }

        /**
         * Refuses revoked client certificates.
         *
         * @param file the client certificates that are revoked
         */
        public Builder revocationList(Path file) {
            this.revocationList = file;
            return this;
        }

        /**
         * Sets the oldest version of TLS to speak.
         *
         * @param version TLS 1.2 unless said otherwise
         */
        public Builder minimum(TlsVersion version) {
            this.minimum = version;
            return this;
        }

        /**
         * Sets the key-exchange groups.
         *
         * @param names key-exchange groups in OpenSSL's words, best first
         */
        public Builder groups(String... names) {
            this.groups = List.of(names);
            return this;
        }

        /**
         * Sets the cipher suites of TLS 1.2.
         *
         * @param names TLS 1.2 suites in OpenSSL's words, best first
         */
        public Builder cipherSuites(String... names) {
            this.cipherSuites = List.of(names);
            return this;
        }

        /**
         * Sets the cipher suites of TLS 1.3.
         *
         * @param names TLS 1.3 suites; a server before 18 keeps its own list
         */
        public Builder tls13CipherSuites(String... names) {
            this.tls13CipherSuites = List.of(names);
            return this;
        }

        /**
         * Checks everything and makes the settings.
         *
         * @throws InvalidModelException with every problem
         */
        public ServerTls build() {
            List<Problem> problems = new ArrayList<>();
            file(problems, "ssl_cert_file", certificate);
            file(problems, "ssl_key_file", key);
            file(problems, "ssl_ca_file", clientAuthority);
            file(problems, "ssl_crl_file", revocationList);
            if (revocationList != null && clientAuthority == null) {
                problems.add(new Problem("ssl_crl_file", "has no effect without a client authority"));
            }
            names(problems, "groups", groups, true);
            names(problems, "cipherSuites", cipherSuites, true);
            names(problems, "tls13CipherSuites", tls13CipherSuites, false);
            if (!problems.isEmpty()) {
                throw new InvalidModelException("ServerTls", problems);
            }
            return new ServerTls(this);
        }

        private static void file(List<Problem> problems, String field, @Nullable Path file) {
            if (file != null && file.toString().matches("(?s)|.*[\\r\\n].*")) {
                problems.add(new Problem(field, "is empty or holds a line break"));
            }
        }

        private static void names(List<Problem> problems, String field, List<String> names, boolean required) {
            if (required && names.isEmpty()) {
                problems.add(new Problem(field, "is empty"));
            }
            names.stream()
                    .filter(name -> !name.matches("[A-Za-z0-9_-]+"))
                    .forEach(name -> problems.add(new Problem(field, "'" + name + "' is not an OpenSSL name")));
        }
    }
}
