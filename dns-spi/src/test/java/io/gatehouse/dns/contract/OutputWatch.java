package io.gatehouse.dns.contract;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Sees all that is printed and logged until it is closed: by the standard streams, which most bindings of SLF4J write to in
 * tests, and by {@code java.util.logging}.
 */
final class OutputWatch implements AutoCloseable {
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Logger root = Logger.getLogger("");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            seen.writeBytes((line.getMessage() + " " + line.getThrown() + "\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    OutputWatch() {
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        System.setOut(new PrintStream(copying(out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(copying(err), true, StandardCharsets.UTF_8));
    }

    private OutputStream copying(PrintStream to) {
        return new OutputStream() {
            @Override
            public void write(int value) {
                seen.write(value);
                to.write(value);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                seen.write(bytes, from, length);
                to.write(bytes, from, length);
            }
        };
    }

    String text() {
        return seen.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
        root.removeHandler(handler);
    }
}
