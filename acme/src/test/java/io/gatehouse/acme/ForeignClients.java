package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.PeerResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** certbot and lego, the distribution's and the newest, obtaining over http-01 into a folder of theirs. */
enum ForeignClients {
    CERTBOT_OF_DISTRIBUTION("certbot", Optional.empty()),
    CERTBOT_NEWEST("certbot", Optional.of("5")),
    LEGO_OF_DISTRIBUTION("lego", Optional.empty()),
    LEGO_NEWEST("lego", Optional.of("5"));

    private final String program;

    @SuppressWarnings("ImmutableEnumChecker") // A Peer is immutable, only not annotated so.
    private final Optional<Peer> peer;

    ForeignClients(String program, Optional<String> version) {
        this.program = program;
        Optional<Peer> newest = Peer.find(program, version.orElse("5"));
        this.peer = version.isPresent()
                ? newest
                : Peer.find(program)
                        .filter(first -> newest.map(Peer::program)
                                .filter(first.program()::equals)
                                .isEmpty());
    }

    boolean isCertbot() {
        return program.equals("certbot");
    }

    /** Skips the test where the client is not installed, or fails it under {@code CI=true}. */
    void require() {
        if ("true".equals(System.getenv("CI")) && isCertbot()) {
            assertThat(peer).as(this + " is missing: run ./verify").isPresent();
        }
        Assumptions.assumeTrue(peer.isPresent(), () -> this + " is not installed: run ./verify");
    }

    boolean isInstalled() {
        return peer.isPresent();
    }

    /** Obtains, or obtains anew, one certificate for these names, in the folder. */
    void obtain(AcmeServer ca, Path folder, int httpPort, List<String> options, String... names) {
        Path trust = folder.resolve("trust.pem");
        SecureFiles.writePublic(trust, ca.httpsTrustPem().getBytes(StandardCharsets.US_ASCII));
        PeerLaunch.Builder launch = switch (this) {
            case CERTBOT_OF_DISTRIBUTION, CERTBOT_NEWEST -> certbot(ca, folder, httpPort, names);
            case LEGO_OF_DISTRIBUTION ->
                lego(ca, folder, names)
                        .arguments("--accept-tos", "--http", "--http.port", "127.0.0.1:" + httpPort, "run");
            case LEGO_NEWEST ->
                PeerLaunch.builder("run")
                        .arguments(legoAccount(ca, folder, names))
                        .arguments("--accept-tos", "--http", "--http.address", "127.0.0.1:" + httpPort);
        };
        PeerResult result = peer.orElseThrow()
                .run(launch.arguments(options.toArray(String[]::new))
                        .environment("REQUESTS_CA_BUNDLE", trust.toString())
                        .environment("LEGO_CA_CERTIFICATES", trust.toString())
                        .folder(folder)
                        .timeLimit(Duration.ofMinutes(2))
                        .build());
        result.orThrow();
    }

    private static PeerLaunch.Builder certbot(AcmeServer ca, Path folder, int httpPort, String... names) {
        return PeerLaunch.builder("certonly", "--server", ca.directory().toString())
                .arguments("--agree-tos", "--register-unsafely-without-email", "--key-type", "ecdsa")
                .arguments("--cert-name", names[0], "--domains", String.join(",", names))
                .arguments("--standalone", "--http-01-address", "127.0.0.1")
                .arguments("--http-01-port", Integer.toString(httpPort))
                .arguments("--non-interactive", "--config-dir", folder.toString())
                .arguments("--work-dir", folder.resolve("work").toString())
                .arguments("--logs-dir", folder.resolve("logs").toString());
    }

    private static PeerLaunch.Builder lego(AcmeServer ca, Path folder, String... names) {
        return PeerLaunch.builder(legoAccount(ca, folder, names));
    }

    private static String[] legoAccount(AcmeServer ca, Path folder, String... names) {
        List<String> arguments =
                new ArrayList<>(List.of("--server", ca.directory().toString()));
        arguments.addAll(List.of("--email", "ops@example.test", "--path", folder.toString()));
        for (String name : names) {
            arguments.addAll(List.of("--domains", name));
        }
        return arguments.toArray(String[]::new);
    }
}
