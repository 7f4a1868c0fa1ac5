package io.gatehouse.postgres;

import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PostgresServer;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * libpq itself, the one that belongs to a server's programs, asked through a Python process: Java 17 calls no C, and Python
 * does. Values are bytes as {@link EscapedUtf8} has them.
 */
final class LibpqOracle implements AutoCloseable {
    private static final String SCRIPT = "libpq-oracle.py";

    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream answers;

    private LibpqOracle(Process process) {
        this.process = process;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
        this.answers = new DataInputStream(process.getInputStream());
    }

    static LibpqOracle of(PostgresServer server, Path folder) throws IOException {
        Peer python = Peer.find("gatehouse-python3").orElseGet(() -> Peer.require("python3"));
        Path script = folder.resolve(SCRIPT);
        try (InputStream text = Objects.requireNonNull(LibpqOracle.class.getResourceAsStream(SCRIPT))) {
            Files.write(script, text.readAllBytes());
        }
        return new LibpqOracle(new ProcessBuilder(
                        python.program().toString(),
                        script.toString(),
                        libpq(server).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The server writes down which program it is; its libpq is beside it. */
    private static Path libpq(PostgresServer server) throws IOException {
        String command = Files.readString(server.dataDirectory().resolve("postmaster.opts"));
        String program = command.substring(0, command.indexOf(" \"")).replace("\"", "");
        Path library = Path.of(program).resolveSibling("../lib/libpq.so.5").normalize();
        if (!Files.exists(library)) {
            throw new IOException("no libpq beside " + program);
        }
        return library;
    }

    /** For each string what libpq reads from it, or empty where it refuses. */
    List<Optional<Map<String, String>>> parse(List<byte[]> strings) throws IOException {
        List<Optional<Map<String, String>>> answer = new ArrayList<>();
        for (byte[] one : frames(ask('P', strings))) {
            answer.add(values(one));
        }
        return answer;
    }

    /** What libpq takes where a string says nothing: service file, environment, its own defaults. */
    Optional<Map<String, String>> defaults(Map<String, String> environment) throws IOException {
        return values(frames(ask('D', pairs(environment))).get(0));
    }

    /** Connects as the environment says: {@code +tls} or {@code +}, else {@code -} and libpq's error. */
    String connect(Map<String, String> environment) throws IOException {
        return new String(frames(ask('C', pairs(environment))).get(0), StandardCharsets.UTF_8);
    }

    private static List<byte[]> pairs(Map<String, String> environment) {
        List<byte[]> pairs = new ArrayList<>();
        environment.forEach((name, value) -> {
            pairs.add(EscapedUtf8.bytes(name));
            pairs.add(EscapedUtf8.bytes(value));
        });
        return pairs;
    }

    private byte[] ask(char what, Collection<byte[]> items) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(request);
        out.writeByte(what);
        for (byte[] item : items) {
            out.writeInt(item.length);
            out.write(item);
        }
        requests.writeInt(request.size());
        request.writeTo(requests);
        requests.flush();
        return answers.readNBytes(answers.readInt());
    }

    private static List<byte[]> frames(byte[] content) {
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            byte[] frame = new byte[buffer.getInt()];
            buffer.get(frame);
            frames.add(frame);
        }
        return frames;
    }

    private static Optional<Map<String, String>> values(byte[] answer) {
        if (answer[0] == '-') {
            return Optional.empty();
        }
        byte[] rest = new byte[answer.length - 1];
        System.arraycopy(answer, 1, rest, 0, rest.length);
        List<byte[]> pairs = frames(rest);
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            byte[] value = pairs.get(i + 1);
            values.put(new String(pairs.get(i), StandardCharsets.US_ASCII), EscapedUtf8.text(value, value.length));
        }
        return Optional.of(values);
    }

    @Override
    public void close() throws IOException {
        requests.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
