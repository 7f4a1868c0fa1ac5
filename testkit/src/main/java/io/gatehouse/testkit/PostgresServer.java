package io.gatehouse.testkit;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.internal.postgres.Cluster;
import io.gatehouse.testkit.internal.postgres.ClusterSpec;
import io.gatehouse.testkit.internal.postgres.SuperuserDataSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * A real PostgreSQL on a free loopback port, without Docker: from the binaries on Maven Central or from Debian's
 * packages, with TLS from a private {@link CertificateAuthority} and any {@code pg_hba.conf}, also as root.
 *
 * <pre>{@code
 * static final CertificateAuthority CA = CertificateAuthority.create("Test CA");
 *
 * @RegisterExtension
 * static final PostgresServer DB = PostgresServer.builder().version(18).tls(CA)
 *         .hba("hostssl all all all cert", "hostnossl all all all reject").build();
 * }</pre>
 *
 * <p>As a JUnit extension the server starts before the first test and stops after the last one. By hand, call
 * {@link #start()} and {@link #close()}. If the JVM exits first, the server goes with it.
 *
 * <p>Safe for use by many threads once started.
 */
public final class PostgresServer implements AutoCloseable, BeforeAllCallback, AfterAllCallback {
    private final ClusterSpec spec;
    private volatile @Nullable Cluster cluster;

    private PostgresServer(ClusterSpec spec) {
        this.spec = spec;
    }

    /** Starts the description of a server: the newest version at hand, no TLS, scram-sha-256 for everybody. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the server if it does not run yet.
     *
     * @return this server, ready to accept connections
     * @throws PostgresServerException if no such version is at hand or it does not start; the message holds its log
     */
    public synchronized PostgresServer start() {
        if (cluster == null) {
            cluster = Cluster.start(spec);
        }
        return this;
    }

    /** Stops the server, cutting open sessions, and deletes its data; it may be started anew, empty. */
    @Override
    public synchronized void close() {
        Cluster running = cluster;
        if (running != null) {
            running.stop();
            cluster = null;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /** {@code localhost}; the server listens on 127.0.0.1 and, where there is one, on ::1. */
    public String host() {
        return "localhost";
    }

    /** The port it listens on, another at each start. */
    public int port() {
        return running().port();
    }

    /** What the server calls itself, as {@code 18.6}. */
    public String version() {
        return running().binaries().version();
    }

    /** The name of the one superuser. */
    public String superuser() {
        return Cluster.SUPERUSER;
    }

    /** The generated password of the superuser. */
    public Secret superuserPassword() {
        return running().password();
    }

    /** Connections as superuser to the database {@code postgres}, one for each call; see {@link #superuserDataSource(String)}. */
    public DataSource superuserDataSource() {
        return superuserDataSource("postgres");
    }

    /**
     * Connections as superuser, one for each call, through the PostgreSQL driver on the class path. They need the
     * maintenance rule, so they fail after {@link Builder#withoutMaintenanceRule()}.
     *
     * @param database the database to connect to
     */
    public DataSource superuserDataSource(String database) {
        return new SuperuserDataSource(jdbcUrl(database), running().password());
    }

    /**
     * A JDBC URL without credentials: {@code verify-full} against the authority if there is one.
     *
     * @param database letters, digits, {@code _} and {@code -} only
     */
    public String jdbcUrl(String database) {
        if (!database.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("not a plain database name: " + database);
        }
        // The address, not the name: where localhost means ::1 first, the maintenance rule would not match.
        String url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
        return spec.authority().isPresent()
                ? url + "?sslmode=verify-full&sslrootcert=" + caFile()
                : url + "?sslmode=disable";
    }

    /** The file with the trust anchor that clients need. */
    public Path caFile() {
        authority();
        return dataDirectory().resolve("root.crt");
    }

    /**
     * A client certificate, with its key, whose common name is a role, as the {@code cert} method wants it.
     *
     * @param role the PostgreSQL role
     */
    public CertificateBundle clientCertificate(String role) {
        return authority().client(role).issue();
    }

    /** The data folder: {@code pg_hba.conf}, {@code server.crt} and so on are there. */
    public Path dataDirectory() {
        return running().data();
    }

    /**
     * Replaces {@code pg_hba.conf} and has the server read it; the maintenance rule stays first. The server takes a
     * moment, so await the effect.
     *
     * @param lines the new rules
     */
    public void replaceHba(String... lines) {
        running().replaceHba(withMaintenanceRule(spec, lines));
    }

    /** Each line the server has logged so far; every connection is logged with the rule that decided. */
    public List<String> log() {
        return running().log();
    }

    private static List<String> withMaintenanceRule(ClusterSpec spec, String... lines) {
        List<String> all = new ArrayList<>();
        if (!spec.hba().isEmpty() && spec.hba().get(0).equals(Builder.maintenanceRule(spec.authority()))) {
            all.add(spec.hba().get(0));
        }
        all.addAll(List.of(lines));
        return all;
    }

    private CertificateAuthority authority() {
        return spec.authority()
                .orElseThrow(() -> new IllegalStateException(
                        "this server has no TLS: call tls(CertificateAuthority) on its builder"));
    }

    private Cluster running() {
        Cluster running = cluster;
        if (running == null) {
            throw new IllegalStateException("the server does not run: call start(), or register it as an extension");
        }
        return running;
    }

    /** Describes a server. Not safe for use by many threads. */
    public static final class Builder {
        private Optional<Integer> major = Optional.empty();
        private boolean debianOnly;
        private boolean maintenance = true;
        private Optional<CertificateAuthority> authority = Optional.empty();
        private Optional<List<String>> hba = Optional.empty();
        private final Map<String, String> settings = new LinkedHashMap<>();

        private Builder() {}

        /**
         * A major version: the one on the class path if it is that, else Debian's package.
         *
         * @param major as {@code 18}
         */
        public Builder version(int major) {
            this.major = Optional.of(major);
            return this;
        }

        /** Only what Debian's packages installed. */
        public Builder debian() {
            this.debianOnly = true;
            return this;
        }

        /**
         * Switches TLS on, with a certificate for localhost, 127.0.0.1 and ::1, and client certificates checked against
         * the same authority.
         *
         * @param authority signs the server's certificate
         */
        public Builder tls(CertificateAuthority authority) {
            this.authority = Optional.of(authority);
            return this;
        }

        /**
         * The rules of {@code pg_hba.conf}, each a line or a whole text. In front of them stands one that lets the
         * superuser in from 127.0.0.1 with its generated password; {@link #withoutMaintenanceRule()} leaves it out.
         *
         * @param lines the rules, in order
         */
        public Builder hba(String... lines) {
            this.hba = Optional.of(List.of(lines));
            return this;
        }

        /** Leaves {@code pg_hba.conf} exactly as given, be it that nobody can log in. */
        public Builder withoutMaintenanceRule() {
            this.maintenance = false;
            return this;
        }

        /**
         * A line of postgresql.conf, quoted here.
         *
         * @param name the parameter
         * @param value its value, unquoted
         */
        public Builder setting(String name, String value) {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*") || value.contains("\n")) {
                throw new IllegalArgumentException("not a PostgreSQL parameter: " + name);
            }
            settings.put(name, value);
            return this;
        }

        /** Whether such a server is at hand here; the embedded binaries are unpacked to find out. */
        public boolean isAvailable() {
            return Cluster.isAvailable(spec());
        }

        /** A server that is not started yet, for {@code @RegisterExtension}. */
        public PostgresServer build() {
            return new PostgresServer(spec());
        }

        /**
         * Builds and starts.
         *
         * @throws PostgresServerException as {@link PostgresServer#start()}
         */
        public PostgresServer start() {
            return build().start();
        }

        /**
         * Builds and starts, or has JUnit report the test as skipped where no such version is at hand.
         *
         * @throws TestAbortedException when it is not at hand
         * @throws AssertionError when it is not at hand and the environment says {@code CI=true}: nothing may be skipped
         * @throws PostgresServerException if it is at hand and does not start
         */
        public PostgresServer startOrSkip() {
            if (isAvailable()) {
                return start();
            }
            String message = "no PostgreSQL " + major.map(String::valueOf).orElse("") + " on this machine";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(message + " (CI=true, so nothing is skipped)");
            }
            throw new TestAbortedException(message);
        }

        private ClusterSpec spec() {
            List<String> lines = new ArrayList<>();
            if (maintenance) {
                lines.add(maintenanceRule(authority));
            }
            lines.addAll(hba.orElseGet(() -> defaultRules(authority)));
            return new ClusterSpec(major, debianOnly, authority, lines, settings);
        }

        private static String maintenanceRule(Optional<CertificateAuthority> authority) {
            return (authority.isPresent() ? "hostssl" : "host") + " all " + Cluster.SUPERUSER
                    + " 127.0.0.1/32 scram-sha-256";
        }

        private static List<String> defaultRules(Optional<CertificateAuthority> authority) {
            return List.of((authority.isPresent() ? "hostssl" : "host") + " all all samehost scram-sha-256");
        }
    }
}
