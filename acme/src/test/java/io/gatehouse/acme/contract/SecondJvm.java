package io.gatehouse.acme.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program in a JVM of its own, on this one's class path; killed when it is closed. What it writes to its standard error
 * goes to ours.
 */
public final class SecondJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    private SecondJvm(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a class that has a main method, which need not be public. */
    public static SecondJvm start(Class<?> program, String... arguments) throws IOException {
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

    /** The id of its process. */
    public long pid() {
        return process.pid();
    }

    /** Blocks until the program prints its next line. */
    public String line() throws IOException {
        String line = lines.readLine();
        assertNotNull(line, "the second JVM ended; its reason is above");
        return line;
    }

    /** Blocks until the program prints its next line, which must be this one. */
    public void await(String line) throws IOException {
        assertEquals(line, line());
    }

    /** Lets a program go on that waits for a byte on its standard input. */
    public void goOn() throws IOException {
        OutputStream in = process.getOutputStream();
        in.write('\n');
        in.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
