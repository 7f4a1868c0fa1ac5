package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.PostgresServerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A data folder made by {@code initdb} and the server on it, in a scratch folder that goes away with it.
 *
 * <p>Durability is switched off: the data lives as long as a test.
 */
public final class Cluster {
    /** The one superuser. */
    public static final String SUPERUSER = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int PORT_ATTEMPTS = 3;

    private final Path folder;
    private final PostgresBinaries binaries;
    private final Unprivileged launcher;
    private final Secret password;
    private final ClusterSpec spec;
    private final Thread lastResort = new Thread(this::endWithJvm, "postgres-last-resort");
    private volatile ServerProcess server;
    private volatile int port;

    private Cluster(Path folder, PostgresBinaries binaries, Unprivileged launcher, ClusterSpec spec)
            throws IOException {
        this.folder = folder;
        this.binaries = binaries;
        this.launcher = launcher;
        this.spec = spec;
        this.password = Secret.ofText(HexFormat.of().formatHex(Secret.random(24).exposeBytes()));
        initialize();
        this.port = LoopbackPorts.free();
        this.server = launch();
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** Makes the data folder, starts the server and returns when it is ready. */
    public static Cluster start(ClusterSpec spec) {
        Unprivileged launcher = Unprivileged.find();
        PostgresBinaries binaries = PostgresBinaries.find(spec.major(), spec.debianOnly(), launcher);
        Path folder = null;
        try {
            folder = Files.createTempDirectory("gatehouse-postgres-");
            return new Cluster(folder, binaries, launcher, spec);
        } catch (IOException e) {
            deleteQuietly(folder);
            throw new PostgresServerException("cannot prepare a data folder for PostgreSQL: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            deleteQuietly(folder);
            throw e;
        }
    }

    /** Whether a server of that kind could be started here. */
    public static boolean isAvailable(ClusterSpec spec) {
        try {
            PostgresBinaries.find(spec.major(), spec.debianOnly(), Unprivileged.find());
            return true;
        } catch (PostgresServerException e) {
            return false;
        }
    }

    /** The loopback port. */
    public int port() {
        return port;
    }

    /** The programs in use. */
    public PostgresBinaries binaries() {
        return binaries;
    }

    /** The data folder. */
    public Path data() {
        return folder.resolve("data");
    }

    /** The generated password of {@link #SUPERUSER}. */
    public Secret password() {
        return password;
    }

    /** What the server has logged. */
    public List<String> log() {
        return server.lines();
    }

    /** Writes a new pg_hba.conf and has the server read it. */
    public void replaceHba(List<String> lines) {
        try {
            writeOwned(data().resolve("pg_hba.conf"), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new PostgresServerException("cannot replace pg_hba.conf", e);
        }
        server.reload(folder);
    }

    /** Stops the server and deletes its folder; a second call does nothing. */
    public void stop() {
        server.stopFast(folder);
        deleteQuietly(folder);
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            // The JVM is going down already, and the hook is what runs next.
        }
    }

    private void initialize() throws IOException {
        Path passwordFile = folder.resolve("password");
        SecureFiles.write(passwordFile, password);
        launcher.own(folder);
        run(List.of(
                binaries.bin().resolve("initdb").toString(),
                "--pgdata=" + data(),
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync"));
        Files.delete(passwordFile);
        writeOwned(data().resolve("pg_hba.conf"), String.join("\n", spec.hba()) + "\n");
        if (spec.authority().isPresent()) {
            writeCertificates(spec.authority().get());
        }
    }

    private void writeCertificates(CertificateAuthority authority) throws IOException {
        CertificateBundle bundle =
                authority.server("localhost", "127.0.0.1", "::1").issue();
        writeOwned(data().resolve("server.crt"), bundle.fullchainPem());
        writeOwned(data().resolve("root.crt"), authority.certificatePem());
        SecureFiles.write(data().resolve("server.key"), bundle.privateKeyPem());
        launcher.own(data().resolve("server.key"));
    }

    private ServerProcess launch() throws IOException {
        for (int attempt = 1; ; attempt++) {
            writeOwned(data().resolve("postgresql.auto.conf"), settings());
            ServerProcess started = ServerProcess.start(
                    command(List.of(binaries.bin().resolve("postgres").toString(), "-D", data().toString())));
            try {
                started.awaitReady(START_LIMIT);
                if (!started.saw("could not bind IPv4")) {
                    return started;
                }
                started.stopFast(folder);
            } catch (PostgresServerException e) {
                if (attempt == PORT_ATTEMPTS || !started.saw("could not bind")) {
                    throw e;
                }
            }
            port = LoopbackPorts.free();
        }
    }

    private String settings() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("listen_addresses", "127.0.0.1,::1");
        all.put("port", String.valueOf(port));
        all.put("unix_socket_directories", folder.toString());
        all.put("fsync", "off");
        all.put("synchronous_commit", "off");
        all.put("full_page_writes", "off");
        all.put("log_connections", "on");
        all.put("password_encryption", "scram-sha-256");
        if (spec.authority().isPresent()) {
            all.put("ssl", "on");
            all.put("ssl_ca_file", "root.crt");
        }
        all.putAll(spec.settings());
        return all.entrySet().stream()
                .map(e ->
                        e.getKey() + " = '" + e.getValue().replace("\\", "\\\\").replace("'", "''") + "'\n")
                .collect(Collectors.joining());
    }

    private void run(List<String> command) throws IOException {
        Process process = command(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new PostgresServerException(command.get(0) + " failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new PostgresServerException("interrupted during " + command.get(0), e);
        }
    }

    private ProcessBuilder command(List<String> command) {
        List<String> words = new ArrayList<>(launcher.prefix());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private void writeOwned(Path file, String text) throws IOException {
        Files.writeString(file, text);
        launcher.own(file);
    }

    private void endWithJvm() {
        server.kill();
        deleteQuietly(folder);
    }

    private static void deleteQuietly(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try {
            EmbeddedArchive.deleteTree(folder);
        } catch (IOException e) {
            // A scratch folder in the temporary folder; the next clean-up of the machine takes it.
            System.getLogger(Cluster.class.getName()).log(System.Logger.Level.DEBUG, "left behind: " + folder, e);
        }
    }
}
