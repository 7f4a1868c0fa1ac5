package io.gatehouse.proxy;

import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerResult;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Asks a server on 127.0.0.1 over HTTP/3, by a program in Python: Java has no client for it. Immutable. */
final class Http3Client {
    private static final String PYTHON = "python3-aioquic";

    private final int port;
    private final Path authorities;
    private final List<String> options;

    /**
     * For one server.
     *
     * @param authorities whom to trust, as PEM
     */
    Http3Client(int port, Path authorities) {
        this(port, authorities, List.of());
    }

    private Http3Client(int port, Path authorities, List<String> options) {
        this.port = port;
        this.authorities = authorities;
        this.options = List.copyOf(options);
    }

    /** The same client, which takes three seconds of silence for a refusal: not every server says that it refuses. */
    Http3Client impatient() {
        return with("--patience", "3");
    }

    /** The same client, with a certificate to show to whoever asks for one. */
    Http3Client withCertificate(CertificatePaths shown) {
        return with(
                "--certificate",
                shown.fullchain().toString(),
                shown.privateKey().toString());
    }

    /** The same client, which offers a session that it first gets from another name, with this certificate or none. */
    Http3Client withSessionOf(String name, Optional<CertificatePaths> shown) {
        Http3Client begun = with("--begin", name);
        return shown.map(paths -> begun.with(
                        "--begin-certificate",
                        paths.fullchain().toString(),
                        paths.privateKey().toString()))
                .orElse(begun);
    }

    private Http3Client with(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Http3Client(port, authorities, all);
    }

    /**
     * Asks for a page.
     *
     * @param name for the handshake
     * @param authority for the request, without the port
     * @return the answer; {@code Test-Resumed} and {@code Test-Early-Data} in its head tell of the session
     * @throws IOException if the handshake fails or the connection ends without an answer
     */
    RawClient.Answer get(String name, String authority, String path) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(program(), "--authorities", authorities.toString()));
        arguments.addAll(List.of("--port", Integer.toString(port), "--name", name));
        arguments.addAll(List.of("--authority", authority + ":" + port, "--path", path));
        arguments.addAll(options);
        PeerResult result = Peer.require(PYTHON).run(arguments.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new IOException(result.output());
        }
        return new RawClient.Answer(result.output());
    }

    private static String program() {
        URL script = Objects.requireNonNull(Http3Client.class.getResource("/http3.py"));
        try {
            return Path.of(script.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
