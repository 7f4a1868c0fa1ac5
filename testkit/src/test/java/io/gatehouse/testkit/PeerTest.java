package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.testkit.internal.peer.InstalledPrograms;
import io.gatehouse.testkit.internal.peer.KnownPeers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class PeerTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** Waited for in full, and yet time enough for a shell to begin on a busy machine. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    @Test
    void runsToTheEndAndKeepsBothStreamsAndTheExitCode() throws IOException {
        PeerResult result = script("echo out; echo err >&2; exit 3").run();

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.output()).isEqualTo("out\nerr\n");
        assertThatThrownBy(result::orThrow)
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("err");
    }

    @Test
    void handsOverArgumentsEnvironmentFolderAndInput() throws IOException {
        PeerResult result = script("read line; echo \"$1 $COLOUR $line\"; pwd")
                .run(PeerLaunch.builder("a b")
                        .environment("COLOUR", "blue")
                        .input("typed\n")
                        .folder(folder)
                        .build());

        assertThat(result.output().lines())
                .containsExactly("a b blue typed", folder.toRealPath().toString());
    }

    @Test
    void killsAProgramThatRunsPastItsLimit() throws IOException {
        Peer endless = script("echo begun; echo $$ > pid; exec sleep 600");
        PeerLaunch launch = PeerLaunch.builder().folder(folder).timeLimit(SHORT).build();

        assertThatThrownBy(() -> endless.run(launch))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("did not end within PT2S")
                .hasMessageContaining("begun");
        assertThat(isAlive(pidIn("pid"))).isFalse();
    }

    @Test
    void startsWhenItsSignIsLoggedAndStopsOnSigterm() throws IOException {
        Peer polite = script("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done");

        RunningPeer running = polite.start(
                PeerLaunch.builder().folder(folder).readyWhenLogged("ready").build());
        assertThat(running.isAlive()).isTrue();
        running.stop();

        assertThat(running.isAlive()).isFalse();
        assertThat(running.log()).isEqualTo("ready\nbye\n");
    }

    @Test
    void killsWhatIgnoresSigtermAndItsChildren() throws IOException {
        Peer stubborn = script("trap '' TERM; sleep 600 & echo $! > child; echo ready; while :; do sleep 0.05; done");
        RunningPeer running = stubborn.start(PeerLaunch.builder()
                .folder(folder)
                .readyWhenLogged("ready")
                .stopLimit(Duration.ofMillis(100))
                .build());
        long child = pidIn("child");
        assertThat(isAlive(child)).isTrue();

        running.close();

        assertThat(running.isAlive()).isFalse();
        assertThat(isAlive(child)).isFalse();
    }

    @Test
    void aProgramThatEndsBeforeItIsReadyIsAnErrorWithItsLog() throws IOException {
        Peer broken = script("echo 'no such directive' >&2; exit 1");

        assertThatThrownBy(() -> broken.start(PeerLaunch.builder()
                        .readyWhenListening(LoopbackPorts.free())
                        .build()))
                .isInstanceOfSatisfying(PeerException.class, e -> {
                    assertThat(e).hasMessageContaining("exit code 1").hasMessageContaining("no such directive");
                    assertThat(e.logTail()).isEqualTo("no such directive");
                });
    }

    @Test
    void aProgramThatIsNotReadyInTimeIsStopped() throws IOException {
        Peer silent = script("echo $$ > pid; exec sleep 600");
        PeerLaunch launch = PeerLaunch.builder()
                .folder(folder)
                .readyWhen("the moon is up", () -> {
                    throw new IllegalStateException("not yet");
                })
                .timeLimit(SHORT)
                .build();

        assertThatThrownBy(() -> silent.start(launch))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("the moon is up");
        assertThat(isAlive(pidIn("pid"))).isFalse();
    }

    @Test
    void doesNotTakeAnotherProgramsPortForItsOwn() throws IOException {
        Peer peer = script("exec sleep 600");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PeerLaunch launch = PeerLaunch.builder()
                    .readyWhenListening(taken.getLocalPort())
                    .build();
            assertThatThrownBy(() -> peer.start(launch))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("choose another port");
        }
    }

    @Test
    void aFolderMadeForARunIsGoneAfterIt() throws IOException {
        Peer polite = script("echo here > file; echo ready; exec sleep 600");

        RunningPeer running =
                polite.start(PeerLaunch.builder().readyWhenLogged("ready").build());
        assertThat(running.folder().resolve("file")).exists();
        running.stop();

        assertThat(running.folder()).doesNotExist();
        assertThat(running.log()).isEqualTo("ready\n");
    }

    @Test
    void awaitsALaterLogLine() throws IOException {
        Peer slow = script("echo ready; read go; echo later; exec sleep 600");
        try (RunningPeer running = slow.start(PeerLaunch.builder()
                .folder(folder)
                .input("go\n")
                .readyWhenLogged("ready")
                .build())) {
            running.awaitLog("later", SOON);
            assertThat(running.log()).isEqualTo("ready\nlater\n");
            assertThatThrownBy(() -> running.awaitLog("never", Duration.ofMillis(50)))
                    .hasMessageContaining("never");
        }
    }

    @Test
    void shutdownOfTheJvmKillsWhatStillRuns() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        PeerResult jvm = Peer.at(java)
                .run(PeerLaunch.builder(
                                "-cp",
                                System.getProperty("java.class.path"),
                                LeavesAPeerBehind.class.getName(),
                                folder.toString())
                        .folder(folder)
                        .build());

        assertThat(jvm.orThrow().output()).contains("leaving");
        long left = pidIn("pid");
        ProcessHandle.of(left).ifPresent(process -> assertThat(process.onExit()).succeedsWithin(SOON));
        assertThat(isAlive(left)).isFalse();
    }

    @Test
    void saysItsVersion() throws IOException {
        assertThat(script("echo 'demo version: demo/1.22.1 (Debian 12.3)'").version())
                .isEqualTo("1.22.1");
        Peer silent = script("echo dev");
        assertThatThrownBy(silent::version).isInstanceOf(PeerException.class).hasMessageContaining("--version");
    }

    @Test
    void aMissingPeerIsSkippedByNameOrFailsUnderCi() {
        Class<? extends Throwable> expected =
                "true".equals(System.getenv("CI")) ? AssertionError.class : TestAbortedException.class;

        assertThatThrownBy(() -> Peer.require("no-such-program"))
                .isInstanceOf(expected)
                .hasMessageStartingWith("peer no-such-program is not installed: ");
        assertThat(Peer.find("no-such-program")).isEmpty();
        assertThat(KnownPeers.howToInstall("named")).isEqualTo("apt-get install bind9");
        assertThat(KnownPeers.howToInstall("moto_server")).contains("pip install 'moto[server]'");
        assertThatThrownBy(() -> Peer.find("../bin/sh")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFirstFolderWins() throws IOException {
        Path first = program(Files.createDirectory(folder.resolve("first")), "tool", "echo tool 2.0");
        Path second = program(Files.createDirectory(folder.resolve("second")), "tool", "echo tool 1.0");
        Files.writeString(folder.resolve("tool"), "not executable");

        InstalledPrograms programs =
                new InstalledPrograms(List.of(folder, folder.resolve("first"), folder.resolve("second")));

        assertThat(programs.named("tool")).containsExactly(first, second);
    }

    @Test
    void everythingThatIsWrongWithALaunchIsSaidAtOnce() {
        PeerLaunch.Builder builder = PeerLaunch.builder()
                .timeLimit(Duration.ZERO)
                .stopLimit(Duration.ofSeconds(-1))
                .folder(folder.resolve("missing"));

        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::field)
                                .containsExactly("timeLimit", "stopLimit", "folder"));
    }

    @Test
    void inputThatNobodyReadsDoesNotOutlastTheLimit() throws IOException {
        PeerLaunch launch = PeerLaunch.builder()
                .folder(folder)
                .input("x".repeat(1_000_000))
                .timeLimit(SHORT)
                .build();
        Peer deaf = script("exec sleep 600");

        assertThatThrownBy(() -> deaf.run(launch)).isInstanceOf(PeerException.class);
    }

    @Test
    void aProgramThatCannotBeRunLeavesNothingBehind() throws IOException {
        Path program = program(folder, "broken", "");
        Files.writeString(program, "#!/no/such/interpreter\n");
        PeerLaunch launch = PeerLaunch.builder().folder(folder).build();

        assertThatThrownBy(() -> Peer.at(program).start(launch))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("cannot be run");
        assertThat(folder).isDirectoryNotContaining("glob:**.log");
    }

    @Test
    void portsAreFreeAndDifferent() throws IOException {
        List<Integer> ports = LoopbackPorts.free(5);

        assertThat(new HashSet<>(ports)).hasSize(5);
        for (int port : ports) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.isBound()).isTrue();
            }
        }
    }

    private Peer script(String body) throws IOException {
        return Peer.at(program(folder, "script", body));
    }

    private static Path program(Path folder, String name, String body) throws IOException {
        Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private long pidIn(String file) throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(file)).strip());
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
