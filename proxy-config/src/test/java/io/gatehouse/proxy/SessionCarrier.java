package io.gatehouse.proxy;

import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a TLS session that one virtual host gave and offers it to another on the same port, which is how client
 * certificates were passed by (CVE-2025-23419). Java's own client offers a session to its own host only; OpenSSL's does as
 * it is told.
 */
final class SessionCarrier {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3}) ");

    private final int port;
    private final String version;
    private final Path sessions;

    /**
     * For one server and one version.
     *
     * @param version {@code -tls1_2} or {@code -tls1_3}
     * @param folder takes the session's file
     */
    SessionCarrier(int port, String version, Path folder) {
        this.port = port;
        this.version = version;
        this.sessions = folder.resolve("session" + version + ".pem");
    }

    /** A handshake with the first host, with this certificate if it asks for one. */
    Outcome begin(String host, Optional<CertificatePaths> certificate) {
        List<String> options = new ArrayList<>(List.of("-sess_out", sessions.toString()));
        certificate.ifPresent(paths -> options.addAll(List.of(
                "-cert",
                paths.fullchain().toString(),
                "-key",
                paths.privateKey().toString())));
        return ask(host, options);
    }

    /** The session offered to another host, without a certificate. */
    Outcome carryTo(String host) {
        return ask(host, List.of("-sess_in", sessions.toString()));
    }

    private Outcome ask(String host, List<String> more) {
        List<String> arguments = new ArrayList<>(
                List.of("s_client", "-connect", "127.0.0.1:" + port, "-servername", host, version, "-ign_eof"));
        arguments.addAll(more);
        String output = Peer.require("openssl")
                .run(PeerLaunch.builder(arguments.toArray(String[]::new))
                        .input("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                        .build())
                .output();
        Matcher status = STATUS.matcher(output);
        return new Outcome(
                output.contains("\nReused, TLSv1"), status.find() ? Integer.parseInt(status.group(1)) : 0, output);
    }

    /**
     * What came of it.
     *
     * @param resumed whether the server took the session that was offered
     * @param status of its answer, or 0 when there was none
     * @param output all that OpenSSL said
     */
    record Outcome(boolean resumed, int status, String output) {}
}
