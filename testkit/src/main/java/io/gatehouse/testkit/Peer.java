package io.gatehouse.testkit;

import io.gatehouse.testkit.internal.peer.InstalledPrograms;
import io.gatehouse.testkit.internal.peer.KnownPeers;
import io.gatehouse.testkit.internal.peer.MissingProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * A real program on this machine that a test runs against: nginx, named, pebble, lego, openssl, postgres and the like.
 *
 * <p>It is looked for in the folders of the environment variable {@code GATEHOUSE_PEERS} (separated as in {@code PATH}),
 * then on the {@code PATH}, then in {@code /usr/local/sbin}, {@code /usr/sbin}, {@code /sbin} and
 * {@code /usr/lib/postgresql/*}{@code /bin}, newest first.
 *
 * <pre>{@code
 * Peer nginx = Peer.require("nginx");
 * try (RunningPeer running = nginx.start(PeerLaunch.builder("-c", conf, "-g", "daemon off;")
 *         .folder(folder).readyWhenListening(port).build())) {
 *     …
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class Peer {
    private static final Pattern VERSION = Pattern.compile("\\d+(?:\\.\\d+)+");

    private final String name;
    private final Path program;

    private Peer(String name, Path program) {
        this.name = name;
        this.program = program;
    }

    /**
     * Looks for a program.
     *
     * @param name its file name, such as {@code nginx}
     * @return the first one found
     */
    public static Optional<Peer> find(String name) {
        return InstalledPrograms.ofThisMachine().named(name).findFirst().map(program -> new Peer(name, program));
    }

    /**
     * Looks for a program of one version.
     *
     * @param name its file name, such as {@code postgres}
     * @param version the version, or its leading part: {@code 15} finds 15.20
     * @return the first one found that names that version
     */
    public static Optional<Peer> find(String name, String version) {
        return InstalledPrograms.ofThisMachine()
                .named(name)
                .map(program -> new Peer(name, program))
                .filter(peer -> peer.namedVersion()
                        .filter(found -> found.equals(version) || found.startsWith(version + "."))
                        .isPresent())
                .findFirst();
    }

    /**
     * The program a test cannot do without.
     *
     * @param name its file name, such as {@code nginx}
     * @return the first one found
     * @throws TestAbortedException when it is not installed: JUnit reports the test as skipped, by the program's name
     * @throws AssertionError when it is not installed and the environment says {@code CI=true}: nothing may be skipped
     *     there
     */
    public static Peer require(String name) {
        return find(name).orElseThrow(() -> missing(name, ""));
    }

    /**
     * The program of one version that a test cannot do without.
     *
     * @param name its file name, such as {@code postgres}
     * @param version the version, or its leading part: {@code 15} finds 15.20
     * @return the first one found that names that version
     * @throws TestAbortedException as {@link #require(String)}
     * @throws AssertionError as {@link #require(String)}
     */
    public static Peer require(String name, String version) {
        return find(name, version).orElseThrow(() -> missing(name, " " + version));
    }

    /**
     * A program at a known place.
     *
     * @param program an executable file
     * @return the peer, named as the file
     * @throws IllegalArgumentException when there is no executable file
     */
    public static Peer at(Path program) {
        Path fileName = program.getFileName();
        if (fileName == null || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
            throw new IllegalArgumentException("not an executable file: " + program);
        }
        return new Peer(fileName.toString(), program.toAbsolutePath());
    }

    private static RuntimeException missing(String name, String version) {
        return MissingProgram.skip("peer " + name + version + " is not installed: " + KnownPeers.howToInstall(name));
    }

    /**
     * The name it was looked up by.
     *
     * @return the file name
     */
    public String name() {
        return name;
    }

    /**
     * Where it is.
     *
     * @return an absolute path
     */
    public Path program() {
        return program;
    }

    /**
     * The version the program names when asked.
     *
     * @return numbers and dots, such as {@code 1.22.1}
     * @throws PeerException when it names none
     */
    public String version() {
        return namedVersion()
                .orElseThrow(() -> new PeerException(
                        name, program + " does not say its version to " + KnownPeers.versionQuestion(name), ""));
    }

    private Optional<String> namedVersion() {
        Matcher version = VERSION.matcher(run(KnownPeers.versionQuestion(name)).output());
        return version.find() ? Optional.of(version.group()) : Optional.empty();
    }

    /**
     * Runs the program to its end, a minute at most.
     *
     * @param arguments its arguments; never a secret
     * @return how it ended, whatever the exit code
     * @throws PeerException when it cannot be run or runs past the limit; it is killed then
     */
    public PeerResult run(String... arguments) {
        return run(PeerLaunch.builder(arguments).build());
    }

    /**
     * Runs the program to its end. Signs of readiness are not looked at.
     *
     * @param launch how to run it
     * @return how it ended, whatever the exit code
     * @throws PeerException when it cannot be run or runs past the launch's time limit; it is killed then
     */
    public PeerResult run(PeerLaunch launch) {
        try {
            Path output = Files.createTempFile("gatehouse-" + name + "-", ".log");
            try {
                return PeerProcess.launch(this, launch, launch.folder(), output).runToEnd();
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts the program and waits until it is ready. It must stay in the foreground: a daemon that leaves its parent
     * cannot be stopped by process id.
     *
     * @param launch how to run it, and the signs that it is ready
     * @return the running program; close it
     * @throws PeerException when a port it shall listen on is taken, or it ends or is not ready in time (it is stopped
     *     then); carries the end of the log
     */
    public RunningPeer start(PeerLaunch launch) {
        return RunningPeer.start(this, launch);
    }

    @Override
    public String toString() {
        return name + " (" + program + ")";
    }
}
