package io.gatehouse.acme.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program in a JVM of its own, on this one's class path; killed when it is closed. */
final class SecondJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    private SecondJvm(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static SecondJvm start(Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new SecondJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    long pid() {
        return process.pid();
    }

    /** Blocks until the program prints its next line, which must be this one. */
    void await(String line) throws IOException {
        assertEquals(line, lines.readLine(), "the second JVM ended; its reason is above");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
