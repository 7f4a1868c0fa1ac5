package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Kills a JVM as a time limit of a build would, by SIGKILL, and looks at what it leaves behind. */
final class KilledJvm {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern STARTED = Pattern.compile("started process (\\d+)\\.");
    private static final Pattern SCRATCH = Pattern.compile("scratch folder (\\S+);");

    private KilledJvm() {}

    static void assertLeavesNothing(Path folder, int atLeast, String... arguments) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        PeerLaunch launch = PeerLaunch.builder(
                        "-cp", System.getProperty("java.class.path"), WaitsToBeKilled.class.getName())
                .arguments(arguments)
                .folder(folder)
                .readyWhenLogged("waiting")
                .build();
        try (RunningPeer jvm = Peer.at(java).start(launch)) {
            List<ProcessHandle> started = STARTED.matcher(jvm.log())
                    .results()
                    .map(found -> Long.parseLong(found.group(1)))
                    .flatMap(id -> ProcessHandle.of(id).stream())
                    .toList();
            assertThat(started).hasSizeGreaterThanOrEqualTo(atLeast).allMatch(ProcessHandle::isAlive);
            List<Path> folders = SCRATCH.matcher(jvm.log())
                    .results()
                    .map(found -> Path.of(found.group(1)))
                    .toList();
            assertThat(folders)
                    .isNotEmpty()
                    .allSatisfy(scratch -> assertThat(scratch).isNotEmptyDirectory());

            ProcessHandle.of(jvm.pid()).orElseThrow().destroyForcibly();

            // The watchdog is one of them, and ends when all is done.
            assertThat(started)
                    .allSatisfy(process -> assertThat(process.onExit()).succeedsWithin(SOON));
            assertThat(folders).allSatisfy(scratch -> assertThat(scratch).doesNotExist());
        }
    }
}
