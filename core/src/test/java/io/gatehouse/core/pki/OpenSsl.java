package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gatehouse.core.Secret;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code openssl} command of the machine, run in one folder; the passphrase travels by environment. */
final class OpenSsl {
    static final Secret PASSPHRASE = Secret.ofText("only for this test");

    private static final String VARIABLE = "GATEHOUSE_TEST_PASSPHRASE";

    private final Path folder;

    OpenSsl(Path folder) {
        this.folder = folder;
    }

    /** Skips the test where there is no openssl, save under CI, where that is a failure. */
    static void require() {
        boolean present = false;
        for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            present |= Files.isExecutable(Path.of(place, "openssl"));
        }
        if ("true".equals(System.getenv("CI"))) {
            assertThat(present).as("openssl on the PATH, required under CI").isTrue();
        }
        assumeThat(present).as("openssl on the PATH").isTrue();
    }

    /** Runs a command line split at blanks, in which {@code $PASS} is the passphrase's source. */
    void run(String line) throws IOException, InterruptedException {
        String output = execute(line);
        assertThat(output).as("openssl " + line).endsWith("\nexit 0");
    }

    /** What openssl printed, with {@code exit n} as the last line. */
    String execute(String line) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(line.replace("$PASS", "env:" + VARIABLE).split(" ")));
        Path log = folder.resolve("openssl.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put(VARIABLE, PASSPHRASE.exposeText());
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return Files.readString(log) + "\nexit " + process.waitFor();
    }
}
