package io.gatehouse.postgres;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A data source name: where a PostgreSQL database is, who connects, and how the connection is protected.
 *
 * <pre>{@code
 * Dsn dsn = Dsn.host("db.example.org").database("app").user("agent")
 *         .verifyFull(Path.of("ca.crt")).clientCertificate(bundle).build();
 * }</pre>
 *
 * <p>Built here, a connection is verified in full unless {@code insecureSslMode} says otherwise. Parsed, it says what the
 * text says, with the defaults of that driver made explicit, and anything the driver would ignore is refused. The
 * password is in no URL, {@code toString} or error; the two {@code expose…} methods are the exceptions.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Dsn {
    private final List<Endpoint> endpoints;
    private final Optional<String> database;
    private final Optional<String> user;
    private final Optional<Secret> password;
    private final SslMode sslMode;
    private final Optional<TrustAnchors> trustAnchors;
    private final Optional<ClientIdentity> clientIdentity;
    private final Map<ConnectionParameter, String> parameters;

    private Dsn(DsnDraft draft, SslMode sslMode) {
        this.endpoints = List.copyOf(draft.endpoints);
        this.database = Optional.ofNullable(draft.database);
        this.user = Optional.ofNullable(draft.user);
        this.password = Optional.ofNullable(draft.password);
        this.sslMode = sslMode;
        this.trustAnchors = Optional.ofNullable(draft.trustAnchors);
        this.clientIdentity = Optional.ofNullable(draft.clientIdentity);
        this.parameters =
                draft.parameters.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(draft.parameters));
    }

    /**
     * Starts with a server at port 5432.
     *
     * @param host a DNS name or an IP address (IPv6 without brackets)
     */
    public static Builder host(String host) {
        return host(host, Endpoint.DEFAULT_PORT);
    }

    /**
     * Starts with a server.
     *
     * @param host a DNS name or an IP address (IPv6 without brackets)
     * @param port 1 to 65535
     */
    public static Builder host(String host, int port) {
        return new Builder().orHost(host, port);
    }

    /**
     * Reads {@code postgresql://user@host:port/database?…}: what libpq makes of it ({@link Conninfo#parse}), checked
     * ({@link Conninfo#toDsn}, which says what is refused then). Libpq's other forms are read by {@link Conninfo} too.
     *
     * @param uri the text; its password, if any, becomes a {@link Secret}
     * @throws DsnException for text that libpq would refuse, and for what this library does not connect with
     * @throws InvalidModelException for values that contradict each other
     */
    public static Dsn parseLibpqUri(String uri) {
        if (ConninfoUri.schemeLength(uri) == 0) {
            throw new DsnException("a libpq URI starts with postgresql:// or postgres://, this text with neither");
        }
        return Conninfo.parse(uri).toDsn();
    }

    /**
     * Reads {@code jdbc:postgresql://host:port/database?…} by pgjdbc's rules, but refuses what pgjdbc ignores or
     * misreads: unknown and misspelt keys, credentials before the host, IPv6 addresses without brackets. Parameters that
     * name classes to load or files to write are refused too.
     *
     * @param url the text; its password, if any, becomes a {@link Secret}
     * @throws DsnException for such text
     * @throws InvalidModelException for values that contradict each other
     */
    public static Dsn parseJdbcUrl(String url) {
        return of(JdbcUrl.parse(url));
    }

    /**
     * As {@link #parseJdbcUrl(String)}, with properties beside the URL, which beats them as in pgjdbc.
     *
     * @param url the text
     * @param properties by pgjdbc's names, held to the same rules
     */
    public static Dsn parseJdbcUrl(String url, Properties properties) {
        return of(JdbcUrl.parse(url, properties));
    }

    /**
     * Reads {@code r2dbc:postgresql://user@host:port/database?…} by the rules of the R2DBC SPI and its PostgreSQL driver, but
     * refuses what that driver ignores, and what names a class.
     *
     * @param url the text; its password, if any, becomes a {@link Secret}
     * @throws DsnException for such text
     * @throws InvalidModelException for values that contradict each other
     */
    public static Dsn parseR2dbcUrl(String url) {
        return of(R2dbcUrl.parse(url));
    }

    static Dsn of(DsnDraft draft) {
        draft.throwIfInvalid();
        return new Dsn(draft, Objects.requireNonNull(draft.sslMode));
    }

    /** The servers, in the order in which they are tried. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** The database; both drivers take the user's name where there is none. */
    public Optional<String> database() {
        return database;
    }

    /** The role to log in as. */
    public Optional<String> user() {
        return user;
    }

    /** The password. */
    public Optional<Secret> password() {
        return password;
    }

    /** How far the connection is protected. */
    public SslMode sslMode() {
        return sslMode;
    }

    /** Whom to believe about the server; empty means the driver's default file, which this library does not read. */
    public Optional<TrustAnchors> trustAnchors() {
        return trustAnchors;
    }

    /** What the client proves itself with. */
    public Optional<ClientIdentity> clientIdentity() {
        return clientIdentity;
    }

    /** Everything else, unmodifiable. */
    public Map<ConnectionParameter, String> parameters() {
        return parameters;
    }

    /**
     * For pgjdbc, without passwords; {@link DsnExport#jdbcUrl()} tells what the form cannot say.
     *
     * @throws DsnException if the URL would be weaker than this
     */
    public String toJdbcUrl() {
        return export().jdbcUrl().text();
    }

    /** As {@link #toJdbcUrl()}, with the password and the key's passphrase in the clear: keep it out of logs. */
    public String exposeJdbcUrl() {
        return JdbcUrl.print(this, true).text();
    }

    /**
     * For libpq, without passwords; {@link DsnExport#libpqUri()} tells what the form cannot say.
     *
     * @throws DsnException if the URI would be weaker than this
     */
    public String toLibpqUri() {
        return export().libpqUri().text();
    }

    /** As {@link #toLibpqUri()}, with the password and the key's passphrase in the clear: keep it out of logs. */
    public String exposeLibpqUri() {
        return LibpqForm.write(this, true, new ArrayList<>()).exposeUri();
    }

    /** Every form there is, and what each cannot say. */
    public DsnExport export() {
        return new DsnExport(this);
    }

    /** Two are equal if they mean the same connection, passwords included. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Dsn that
                && endpoints.equals(that.endpoints)
                && database.equals(that.database)
                && user.equals(that.user)
                && password.equals(that.password)
                && sslMode == that.sslMode
                && trustAnchors.equals(that.trustAnchors)
                && clientIdentity.equals(that.clientIdentity)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(endpoints, database, user, sslMode, parameters);
    }

    /** User, servers, database and mode; never a password. */
    @Override
    public String toString() {
        return "Dsn["
                + user.map(u -> u + "@").orElse("")
                + endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(","))
                + database.map(d -> "/" + d).orElse("")
                + ", sslmode=" + sslMode.text() + "]";
    }

    /** Describes a connection; {@link #build()} reports every problem at once. Not safe for use by many threads. */
    public static final class Builder {
        private final DsnDraft draft = new DsnDraft();

        private Builder() {}

        /**
         * Another server, tried after those before it.
         *
         * @param host a DNS name or an IP address (IPv6 without brackets)
         */
        public Builder orHost(String host) {
            return orHost(host, Endpoint.DEFAULT_PORT);
        }

        /**
         * Another server, tried after those before it.
         *
         * @param host a DNS name or an IP address (IPv6 without brackets)
         * @param port 1 to 65535
         */
        public Builder orHost(String host, int port) {
            draft.addEndpoint(host, port);
            return this;
        }

        /**
         * Names the database.
         *
         * @param database the database
         */
        public Builder database(String database) {
            draft.database = database;
            return this;
        }

        /**
         * Names the role.
         *
         * @param user the role to log in as
         */
        public Builder user(String user) {
            draft.user = user;
            return this;
        }

        /**
         * Sets the password; it goes into no URL unless exposed.
         *
         * @param password for a server that asks for one
         */
        public Builder password(Secret password) {
            draft.password = password;
            return this;
        }

        /**
         * Verifies the server's chain and name.
         *
         * @param trustAnchors a PEM file
         */
        public Builder verifyFull(Path trustAnchors) {
            return verified(SslMode.VERIFY_FULL, new TrustAnchors.InFile(trustAnchors));
        }

        /**
         * Verifies the server's chain and name.
         *
         * @param trustAnchors certificates in memory
         */
        public Builder verifyFull(X509Certificate... trustAnchors) {
            return verified(SslMode.VERIFY_FULL, new TrustAnchors.InMemory(List.of(trustAnchors)));
        }

        /** Verifies the server's chain and name against what this machine trusts, {@code sslrootcert=system}. */
        public Builder verifyFullAgainstSystem() {
            return verified(SslMode.VERIFY_FULL, new TrustAnchors.OfSystem());
        }

        /**
         * Verifies the server's chain but not its name: every certificate of that authority can pose as the database.
         *
         * @param trustAnchors a PEM file
         */
        public Builder insecureAnyName(Path trustAnchors) {
            return verified(SslMode.VERIFY_CA, new TrustAnchors.InFile(trustAnchors));
        }

        /**
         * A mode that verifies nothing: whoever answers at that address can read and change everything.
         *
         * @param mode as libpq means it
         */
        public Builder insecureSslMode(SslMode mode) {
            draft.sslMode = mode;
            return this;
        }

        /**
         * Proves who the client is.
         *
         * @param bundle chain and key in memory
         */
        public Builder clientCertificate(CertificateBundle bundle) {
            draft.clientIdentity = new ClientIdentity.InMemory(bundle);
            return this;
        }

        /**
         * Proves who the client is.
         *
         * @param certificate a PEM file, leaf first
         * @param key its private key in any format
         */
        public Builder clientCertificate(Path certificate, Path key) {
            draft.clientIdentity = new ClientIdentity.InFiles(certificate, key, Optional.empty());
            return this;
        }

        /**
         * Proves who the client is.
         *
         * @param certificate a PEM file, leaf first
         * @param key its encrypted private key in any format
         * @param passphrase of the key
         */
        public Builder clientCertificate(Path certificate, Path key, Secret passphrase) {
            draft.clientIdentity = new ClientIdentity.InFiles(certificate, key, Optional.of(passphrase));
            return this;
        }

        /**
         * Sets another parameter.
         *
         * @param parameter what to set
         * @param value in libpq's words where libpq has the parameter
         */
        public Builder parameter(ConnectionParameter parameter, String value) {
            draft.parameters.put(parameter, value);
            return this;
        }

        /**
         * Checks everything and makes the Dsn.
         *
         * @throws InvalidModelException with every problem
         */
        public Dsn build() {
            if (draft.sslMode == null) {
                draft.problem(
                        "sslmode", "nothing says whom to trust: call verifyFull(…) with the authority's certificate");
            }
            return of(draft);
        }

        private Builder verified(SslMode mode, TrustAnchors anchors) {
            draft.sslMode = mode;
            draft.trustAnchors = anchors;
            return this;
        }
    }
}
