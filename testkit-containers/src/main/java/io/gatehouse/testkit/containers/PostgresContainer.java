package io.gatehouse.testkit.containers;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.containers.ContainerSpec.ContainerFile;
import io.gatehouse.testkit.internal.postgres.DriverDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL in a container, with TLS from a private {@link CertificateAuthority} and any {@code pg_hba.conf}: what
 * {@link io.gatehouse.testkit.PostgresServer} is without Docker.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PostgresContainer DB = PostgresContainer.builder().tls(CA).hba("hostssl all all all cert").build();
 * }</pre>
 *
 * <p>The image's own entry point is not used, so any image will do that has PostgreSQL's programs, {@code su} and an account
 * {@code postgres}: the official ones, Debian's package.
 */
public final class PostgresContainer extends ContainerServer {
    /** The public image that runs unless another is named. */
    public static final String IMAGE = "postgres:18";

    private static final int PORT = 5432;
    private static final String SUPERUSER = "postgres";
    private static final String FOLDER = "/gatehouse/";
    private static final Pattern VERSION = Pattern.compile("starting PostgreSQL (\\d+(?:\\.\\d+)*)");

    private final Settings settings;
    private final Secret password =
            Secret.ofText(HexFormat.of().formatHex(Secret.random(24).exposeBytes()));
    private volatile int port = PORT;
    private volatile @Nullable Path caFile;

    private PostgresContainer(Settings settings) {
        this.settings = settings;
    }

    /** The public image, no TLS, scram-sha-256 for everybody. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    RunningContainer launch() {
        port = settings.hostNetwork() ? LoopbackPorts.free() : PORT;
        Map<String, ContainerFile> files = new LinkedHashMap<>();
        files.put(FOLDER + "start.sh", ContainerFile.readable(startScript()));
        files.put(FOLDER + "password", ContainerFile.secret(password));
        files.put(FOLDER + "pg_hba.conf", ContainerFile.readable(String.join("\n", settings.hba()) + "\n"));
        files.put(FOLDER + "settings.conf", ContainerFile.readable(serverSettings()));
        settings.authority().ifPresent(authority -> addCertificates(authority, files));
        return RunningContainer.start(new ContainerSpec(
                settings.image(),
                settings.hostNetwork(),
                List.of(port),
                List.of("sh", FOLDER + "start.sh"),
                List.of(),
                Map.of("LC_ALL", "C"),
                files,
                "database system is ready to accept connections"));
    }

    @Override
    public synchronized PostgresContainer start() {
        super.start();
        return this;
    }

    @Override
    public synchronized void close() {
        super.close();
        Path file = caFile;
        if (file != null) {
            delete(file);
            caFile = null;
        }
    }

    /** The port on {@link #host()}, another at each start. */
    public int port() {
        return running().port(port);
    }

    /** What the server calls itself, as {@code 18.1}. */
    public String version() {
        Matcher version = VERSION.matcher(String.join("\n", log()));
        if (!version.find()) {
            throw new IllegalStateException("the server did not log its version; log_min_messages hides it");
        }
        return version.group(1);
    }

    /** The name of the one superuser. */
    public String superuser() {
        return SUPERUSER;
    }

    /** The generated password of the superuser. */
    public Secret superuserPassword() {
        return password;
    }

    /** Connections as superuser to the database {@code postgres}, one for each call; the rules must let it in. */
    public DataSource superuserDataSource() {
        return new DriverDataSource(jdbcUrl("postgres"), SUPERUSER, Optional.of(password));
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
        String address = host().equals("localhost") ? "127.0.0.1" : host();
        String url = "jdbc:postgresql://" + address + ":" + port() + "/" + database;
        return settings.authority().isPresent()
                ? url + "?sslmode=verify-full&sslrootcert=" + caFile()
                : url + "?sslmode=disable";
    }

    /** The file, on this machine, with the trust anchor that clients need; deleted when the server stops. */
    public synchronized Path caFile() {
        running();
        Path file = caFile;
        if (file == null) {
            try {
                file = Files.createTempFile("gatehouse-root-", ".crt");
                SecureFiles.writePublic(file, authority().certificatePem().getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            caFile = file;
        }
        return file;
    }

    /**
     * A client certificate, with its key, whose common name is a role, as the {@code cert} method wants it.
     *
     * @param role the PostgreSQL role
     */
    public CertificateBundle clientCertificate(String role) {
        return authority().client(role).issue();
    }

    /**
     * Replaces {@code pg_hba.conf} and has the server read it. The server takes a moment, so await the effect.
     *
     * @param lines the new rules
     */
    public void replaceHba(String... lines) {
        running().replace(FOLDER + "data/pg_hba.conf", ContainerFile.readable(String.join("\n", lines) + "\n"));
        run("sh", "-c", "kill -HUP \"$(head -n 1 /gatehouse/data/postmaster.pid)\"")
                .orThrow();
    }

    private CertificateAuthority authority() {
        return settings.authority()
                .orElseThrow(() -> new IllegalStateException(
                        "this server has no TLS: call tls(CertificateAuthority) on its builder"));
    }

    private static void addCertificates(CertificateAuthority authority, Map<String, ContainerFile> files) {
        CertificateBundle bundle =
                authority.server("localhost", "127.0.0.1", "::1").issue();
        files.put(FOLDER + "server.crt", ContainerFile.readable(bundle.fullchainPem()));
        files.put(FOLDER + "server.key", ContainerFile.secret(bundle.privateKeyPem()));
        files.put(FOLDER + "root.crt", ContainerFile.readable(authority.certificatePem()));
    }

    private String serverSettings() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("listen_addresses", settings.hostNetwork() ? "127.0.0.1" : "*");
        all.put("port", String.valueOf(port));
        all.put("unix_socket_directories", FOLDER.substring(0, FOLDER.length() - 1));
        // The data lives as long as a test.
        all.put("fsync", "off");
        all.put("log_connections", "on");
        if (settings.authority().isPresent()) {
            all.put("ssl", "on");
            all.put("ssl_cert_file", FOLDER + "server.crt");
            all.put("ssl_key_file", FOLDER + "server.key");
            all.put("ssl_ca_file", FOLDER + "root.crt");
        }
        all.putAll(settings.parameters());
        return all.entrySet().stream()
                .map(e ->
                        e.getKey() + " = '" + e.getValue().replace("\\", "\\\\").replace("'", "''") + "'\n")
                .collect(Collectors.joining());
    }

    private static String startScript() {
        try (InputStream script = PostgresContainer.class.getResourceAsStream("postgres-start.sh")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Settings(
            String image,
            boolean hostNetwork,
            Optional<CertificateAuthority> authority,
            List<String> hba,
            Map<String, String> parameters) {}

    /** Describes a server. Not safe for use by many threads. */
    public static final class Builder {
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private String image = IMAGE;
        private boolean hostNetwork;
        private Optional<CertificateAuthority> authority = Optional.empty();
        private Optional<List<String>> hba = Optional.empty();

        private Builder() {}

        /** The image; {@link PostgresContainer#IMAGE} unless set. */
        public Builder image(String image) {
            this.image = Objects.requireNonNull(image, "image");
            return this;
        }

        /** Shares the host's network; the server then listens on a free port of 127.0.0.1. */
        public Builder hostNetwork() {
            this.hostNetwork = true;
            return this;
        }

        /**
         * Switches TLS on, with a certificate for localhost, 127.0.0.1 and ::1, and client certificates checked against the
         * same authority.
         *
         * @param authority signs the server's certificate
         */
        public Builder tls(CertificateAuthority authority) {
            this.authority = Optional.of(authority);
            return this;
        }

        /**
         * The rules of {@code pg_hba.conf}, exactly as given. Clients come from the container network's gateway, so write
         * {@code all} where a rule names an address.
         *
         * @param lines the rules, in order
         */
        public Builder hba(String... lines) {
            this.hba = Optional.of(List.of(lines));
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
            parameters.put(name, value);
            return this;
        }

        /** A server that is not started yet, for {@code @RegisterExtension}. */
        public PostgresContainer build() {
            List<String> rules = hba.orElseGet(
                    () -> List.of((authority.isPresent() ? "hostssl" : "host") + " all all all scram-sha-256"));
            return new PostgresContainer(new Settings(image, hostNetwork, authority, rules, Map.copyOf(parameters)));
        }

        /**
         * Builds and starts, or has JUnit report the test as skipped where no Docker engine answers.
         *
         * @throws org.opentest4j.TestAbortedException as {@link DockerEngine#require(String)}
         * @throws AssertionError as {@link DockerEngine#require(String)}
         */
        public PostgresContainer startOrSkip() {
            DockerEngine.require("PostgreSQL");
            return build().start();
        }
    }
}
