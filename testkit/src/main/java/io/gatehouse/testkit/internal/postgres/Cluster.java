package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.PostgresServerException;
import io.gatehouse.testkit.internal.peer.ScratchFolders;
import io.gatehouse.testkit.internal.peer.Unprivileged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DataFolder} and the server on it, in a scratch folder that goes away with it.
 *
 * <p>The data outlives the server, its restarts and its crashes, until {@link #stop()}.
 */
public final class Cluster {
    /** The one superuser. */
    public static final String SUPERUSER = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int PORT_ATTEMPTS = 3;

    private final Path folder;
    private final Programs programs;
    private final Secret password;
    private final ClusterFiles files;
    private final ServerLog log = new ServerLog();
    private final Thread lastResort = new Thread(this::endWithJvm, "postgres-last-resort");
    private volatile ServerProcess server;
    private volatile int port;

    private Cluster(Path folder, PostgresBinaries binaries, Unprivileged launcher, ClusterSpec spec)
            throws IOException {
        this.folder = folder;
        this.programs = new Programs(binaries, launcher, folder);
        this.files = new ClusterFiles(folder, spec, launcher);
        this.password = Secret.ofText(HexFormat.of().formatHex(Secret.random(24).exposeBytes()));
        new DataFolder(programs, DataTemplates.ofUser()).create(password);
        files.writeAll();
        choosePort();
        this.server = launch(PORT_ATTEMPTS);
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** Makes the data folder, starts the server and returns when it is ready. */
    public static Cluster start(ClusterSpec spec) {
        Unprivileged launcher = launcher();
        PostgresBinaries binaries = PostgresBinaries.find(spec, launcher);
        Path folder = null;
        try {
            folder = ScratchFolders.create("postgres");
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
            PostgresBinaries.find(spec, launcher());
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
        return programs.binaries();
    }

    /** The data folder. */
    public Path data() {
        return programs.data();
    }

    /** The generated password of {@link #SUPERUSER}. */
    public Secret password() {
        return password;
    }

    /** What the server has logged, over all its starts. */
    public ServerLog log() {
        return log;
    }

    /** Whether the server runs. */
    public boolean isRunning() {
        return server.isAlive();
    }

    /** Writes a new pg_hba.conf and has the server read it. */
    public void replaceHba(List<String> lines) {
        replace("pg_hba.conf", () -> files.writeHba(files.spec().withMaintenance(lines)));
    }

    /** Writes a new pg_ident.conf and has the server read it. */
    public void replaceIdent(List<String> lines) {
        replace("pg_ident.conf", () -> files.writeIdent(lines));
    }

    /** Writes the present lists of revoked certificates and has the server read them. */
    public void publishRevocations() {
        replace("the list of revoked certificates", files::writeRevocations);
    }

    /** A JDBC URL without user and password. */
    public String jdbcUrl(String database) {
        if (!database.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("not a plain database name: " + database);
        }
        // The address, not the name: where localhost means ::1 first, the maintenance rule would not match.
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
        return files.spec().authority().isPresent()
                ? url + "?sslmode=verify-full&sslrootcert=" + data().resolve("root.crt")
                : url + "?sslmode=disable";
    }

    /** A JDBC URL that names a client certificate and its key, which are written to files. */
    public String jdbcUrl(String database, CertificateBundle client) {
        try {
            return jdbcUrl(database) + files.writeClient(client);
        } catch (IOException e) {
            throw new PostgresServerException("cannot write a client's certificate: " + e.getMessage(), e);
        }
    }

    /** Stops the server and keeps its data. */
    public void pause() {
        server.stopFast(folder);
    }

    /** Ends the server as a crash would, by SIGKILL to all its processes, and keeps its data. */
    public void crash() {
        server.kill();
    }

    /** Starts the stopped or crashed server again with its data, on the same port. */
    public void resume() {
        try {
            server = launch(1);
        } catch (IOException e) {
            throw new PostgresServerException("cannot start PostgreSQL again: " + e.getMessage(), e);
        }
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

    /** Only then are the settings written: a restart must find what ALTER SYSTEM made of them. */
    private void choosePort() throws IOException {
        port = LoopbackPorts.free();
        files.writeSettings(port);
    }

    private ServerProcess launch(int attempts) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ServerProcess started =
                    ServerProcess.start(programs.command("postgres", List.of("-D", data().toString())), log);
            try {
                started.awaitReady(START_LIMIT);
                if (!started.saw("could not bind IPv4")) {
                    return started;
                }
                started.stopFast(folder);
                if (attempt >= attempts) {
                    throw new PostgresServerException("port " + port + " is taken; close what listens on it");
                }
            } catch (PostgresServerException e) {
                if (attempt >= attempts || !started.saw("could not bind")) {
                    throw e;
                }
            }
            choosePort();
        }
    }

    private void replace(String what, Replacement replacement) {
        try {
            replacement.write();
        } catch (IOException e) {
            throw new PostgresServerException("cannot replace " + what + ": " + e.getMessage(), e);
        }
        if (server.isAlive()) {
            server.reload(folder);
        }
    }

    private static Unprivileged launcher() {
        return Unprivileged.find()
                .orElseThrow(() -> new PostgresServerException(
                        "PostgreSQL refuses to run as root, and neither 'unshare --user' nor 'setpriv --reuid=nobody' works here:"
                                + " run the tests as an ordinary user, or install util-linux"));
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
            ScratchFolders.delete(folder);
        } catch (UncheckedIOException e) {
            // A scratch folder in the temporary folder; the next clean-up of the machine takes it.
            System.getLogger(Cluster.class.getName()).log(System.Logger.Level.DEBUG, "left behind: " + folder, e);
        }
    }

    /** A file to write. */
    private interface Replacement {
        void write() throws IOException;
    }
}
