package io.gatehouse.sample.quickstart;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ProxyDialects;
import io.gatehouse.proxy.ProxyRenderer;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.TlsPolicy;
import io.gatehouse.sample.quickstart.Journal.Fact;
import io.gatehouse.sample.quickstart.Journal.Proofs;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.PeerResult;
import io.gatehouse.testkit.RunningPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints the Semaphore page's case for four servers, and asks each that is installed whether it does what it should. */
final class ProxyStep {
    /**
     * How one server is told to check and to run a configuration in the foreground.
     *
     * @param dialect the name of the dialect
     * @param program the name of the program
     * @param check its arguments for a check, before the file
     * @param run its arguments for a run, before the file
     */
    private record Server(String dialect, String program, List<String> check, List<String> run) {
        static final List<Server> ALL = List.of(
                new Server("nginx", "nginx", List.of("-t", "-e", "stderr", "-c"), List.of("-e", "stderr", "-c")),
                new Server("apache", "apache2", List.of("-t", "-f"), List.of("-DFOREGROUND", "-f")),
                new Server("haproxy", "haproxy", List.of("-c", "-f"), List.of("-db", "-f")),
                new Server(
                        "caddy",
                        "caddy",
                        List.of("validate", "--adapter", "caddyfile", "--config"),
                        List.of("run", "--adapter", "caddyfile", "--config")));

        String[] arguments(List<String> before, Path file) {
            List<String> all = new ArrayList<>(before);
            all.add(file.toString());
            return all.toArray(String[]::new);
        }
    }

    private final Path folder;
    private final X509Certificate trustAnchor;
    private final CertificatePaths certificate;
    private final Journal journal;
    private final List<Fact> facts = new ArrayList<>();

    /**
     * @param folder takes a folder for each server
     * @param live the folder with certbot's four files
     */
    ProxyStep(Path folder, Path live, CertificateBundle bundle, X509Certificate trustAnchor, Journal journal) {
        this.journal = journal;
        this.folder = folder;
        this.trustAnchor = trustAnchor;
        Path bundled = folder.resolve("haproxy").resolve("semaphore.pem");
        this.certificate = CertificatePaths.in(live.toAbsolutePath()).withBundle(bundled.toAbsolutePath());
        SecureFiles.createDirectories(folder.resolve("haproxy"));
        SecureFiles.write(
                bundled,
                (bundle.fullchainPem() + bundle.privateKeyPem().exposeText()).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a line for each server, for the report. */
    List<Fact> run(Proofs proofs) throws IOException, GeneralSecurityException {
        try (Backend backend = new Backend()) {
            for (Server server : Server.ALL) {
                Optional<Peer> installed = Peer.find(server.program());
                if (installed.isPresent()) {
                    prove(server, installed.get(), backend, proofs);
                } else {
                    printOnly(server, backend, proofs);
                }
            }
        }
        return facts;
    }

    private ReverseProxy model(Backend backend, int http, int https) {
        return ReverseProxy.forHosts(CertificateStep.NAME)
                .tls(TlsPolicy.intermediate(), certificate)
                .listen(Listener.http("127.0.0.1", http))
                .listen(Listener.https("127.0.0.1", https))
                .route("/", backend.url())
                .webSocket("/api/ws")
                .build();
    }

    private void printOnly(Server server, Backend backend, Proofs proofs) throws IOException {
        Path entry = ProxyDialects.named(server.dialect())
                .render(model(backend, 80, 443))
                .writeTo(folder.resolve(server.dialect()));
        proofs.that(
                server.program() + " is printed",
                Files.size(entry) > 0,
                folder.relativize(entry) + "; not installed here, so not started");
        journal.finding(server.program(), "is not installed here: its configuration was printed and not tried");
        facts.add(new Fact(server.program(), folder.relativize(entry) + ", not installed here"));
    }

    private void prove(Server server, Peer peer, Backend backend, Proofs proofs)
            throws IOException, GeneralSecurityException {
        List<Integer> ports = LoopbackPorts.free(2);
        Path scratch = folder.resolve(server.dialect()).resolve("scratch").toAbsolutePath();
        SecureFiles.createDirectories(scratch);
        String version = peer.version();
        ProxyRenderer renderer = ProxyDialects.named(server.dialect()).version(version);
        RenderedConfig installed = renderer.render(model(backend, 80, 443));
        installed.writeTo(folder.resolve(server.dialect()));
        installed.notes().forEach(note -> journal.finding(server.program() + " " + version, note));
        Path entry = renderer.standalone(scratch)
                .render(model(backend, ports.get(0), ports.get(1)))
                .writeTo(scratch);
        PeerResult check = peer.run(
                launch(scratch, server.arguments(server.check(), entry)).build());
        proofs.that(
                server.program() + " " + version + " accepts what was printed",
                check.exitCode() == 0,
                check.exitCode() == 0 ? folder.relativize(entry) : check.output());
        PeerLaunch launch = launch(scratch, server.arguments(server.run(), entry))
                .readyWhenListening(ports.get(1))
                .build();
        try (RunningPeer running = peer.start(launch)) {
            ask(running.peer().name(), ports.get(0), ports.get(1), proofs);
        }
        facts.add(new Fact(
                server.program() + " " + version,
                "validated, started and asked; " + server.dialect() + "/ for ports 80 and 443, "
                        + folder.relativize(entry) + " for the trial"));
    }

    /** Caddy keeps its state where the XDG variables lead: in the scratch folder here, not in the user's home. */
    private static PeerLaunch.Builder launch(Path scratch, String[] arguments) {
        return PeerLaunch.builder(arguments)
                .folder(scratch)
                .environment("XDG_CONFIG_HOME", scratch.toString())
                .environment("XDG_DATA_HOME", scratch.toString());
    }

    private void ask(String name, int http, int https, Proofs proofs) throws IOException, GeneralSecurityException {
        String page = https(https, "/", "X-Forwarded-For: 203.0.113.7");
        proofs.that(
                name + " serves the page, and tells the back end who came and how",
                page.startsWith("HTTP/1.1 200") && page.contains("proto=https") && !page.contains("203.0.113.7"),
                page.lines().reduce((first, last) -> last).orElse(""));
        proofs.that(
                name + " sends the security headers",
                header(page, "strict-transport-security").isPresent()
                        && header(page, "x-content-type-options").isPresent(),
                "HSTS " + header(page, "strict-transport-security").orElse("missing"));
        try (java.net.Socket plain = new Socket(InetAddress.getLoopbackAddress(), http)) {
            String redirect = Tls.get(plain, CertificateStep.NAME, "/project/1");
            proofs.that(
                    name + " redirects plain HTTP",
                    header(redirect, "location").orElse("").startsWith("https://" + CertificateStep.NAME),
                    header(redirect, "location").orElse(redirect));
        }
        String echo = webSocket(https, "hello");
        proofs.that(name + " passes a WebSocket through /api/ws", echo.equals("hello"), "echoed " + echo);
    }

    private String https(int port, String path, String... headers) throws IOException, GeneralSecurityException {
        try (var socket = Tls.connect(trustAnchor, CertificateStep.NAME, port)) {
            return Tls.get(socket, CertificateStep.NAME, path, headers);
        }
    }

    /** One text frame there and back (RFC 6455). */
    private String webSocket(int port, String text) throws IOException, GeneralSecurityException {
        try (var socket = Tls.connect(trustAnchor, CertificateStep.NAME, port)) {
            var out = socket.getOutputStream();
            var in = socket.getInputStream();
            out.write(("GET /api/ws HTTP/1.1\r\nHost: " + CertificateStep.NAME
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: https://" + CertificateStep.NAME
                            + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Z2F0ZWhvdXNlLWRlbW8hIQ==\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return "nothing: " + head.toString(StandardCharsets.ISO_8859_1);
                }
                head.write(next);
            }
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            // Final text frame, masked with zeros: a mask must be there, not be secret.
            out.write(new byte[] {(byte) 0x81, (byte) (0x80 | payload.length), 0, 0, 0, 0});
            out.write(payload);
            out.flush();
            byte[] frame = in.readNBytes(2 + payload.length);
            return new String(frame, 2, Math.max(0, frame.length - 2), StandardCharsets.UTF_8);
        }
    }

    private static Optional<String> header(String answer, String name) {
        return answer.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
