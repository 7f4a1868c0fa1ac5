package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Renewals over a store whose file system is full, or read-only: the old certificate is served on, the failure says where
 * and what to do, no half version is left, and with room again the same order goes on. The file systems are real, each in
 * a mount namespace that ends with the process in it, and {@link RenewalOnFailingDisk} is what runs there.
 */
@EnabledOnOs(OS.LINUX)
class FailingDiskIT {
    private static final String MOUNT = "mount -t tmpfs -o size=$1,mode=0700 tmpfs \"$2\" && shift 2 && exec \"$@\"";
    private static final String SIZE = "256k";

    @TempDir
    Path folder;

    @Test
    void fullDisk() throws Exception {
        renewOn("full");
    }

    @Test
    void readOnlyFileSystem() throws Exception {
        renewOn("read-only");
    }

    private void renewOn(String fault) throws Exception {
        Optional<List<String>> namespace = namespace();
        assumeTrue(namespace.isPresent(), "this process may not mount: run it as root, or allow user namespaces");
        List<String> command = new ArrayList<>(namespace.get());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RenewalOnFailingDisk.class.getName(),
                fault,
                disk().toString(),
                folder.resolve("account.pem").toString()));
        assertThat(run(command)).isZero();
    }

    private Path disk() throws IOException {
        return Files.createDirectories(folder.resolve("disk"));
    }

    /** How this process can have a file system of its own, in a namespace of mounts or of users too; empty if it cannot. */
    private Optional<List<String>> namespace() throws Exception {
        for (List<String> options : List.of(List.of("--mount"), List.of("--mount", "--map-root-user"))) {
            List<String> command = new ArrayList<>(List.of("unshare"));
            command.addAll(options);
            command.addAll(List.of("sh", "-c", MOUNT, "sh", SIZE, disk().toString()));
            List<String> attempt = new ArrayList<>(command);
            attempt.add("true");
            if (run(attempt) == 0) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }

    private int run(List<String> command) throws Exception {
        Path log = Files.createTempFile(folder, "log", ".txt");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            System.err.println("Not to be started: " + e.getMessage());
            return -1;
        }
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
            System.err.print(Files.readString(log, StandardCharsets.UTF_8));
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
