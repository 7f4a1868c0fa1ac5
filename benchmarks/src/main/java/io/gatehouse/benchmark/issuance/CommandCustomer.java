package io.gatehouse.benchmark.issuance;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/** lego or certbot: a process for each certificate, one after the other, all with one account. */
final class CommandCustomer implements Customer {
    private final Peer peer;
    private final Path folder;
    private final BiFunction<String, Path, PeerLaunch.Builder> command;

    private CommandCustomer(Peer peer, Path folder, BiFunction<String, Path, PeerLaunch.Builder> command) {
        this.peer = peer;
        this.folder = folder;
        this.command = command;
    }

    static CommandCustomer legoByHttp01(Peer lego, World world, Path folder) {
        return new CommandCustomer(
                lego,
                folder,
                (name, own) -> lego(world, name, own)
                        .arguments(
                                "--http",
                                "--http.address",
                                "127.0.0.1:" + world.http().getPort()));
    }

    /** Told not to look whether the record can be seen, which it would do on port 53. */
    static CommandCustomer legoByDns01(Peer lego, World world, Path folder) {
        return new CommandCustomer(
                lego,
                folder,
                (name, own) -> lego(world, name, own)
                        .arguments("--dns", "rfc2136", "--dns.propagation.wait", "1s")
                        .arguments("--dns.resolvers", "127.0.0.1:" + world.dns().getPort())
                        .environment(
                                "RFC2136_NAMESERVER", "127.0.0.1:" + world.dns().getPort())
                        .environment("RFC2136_TSIG_KEY", World.TSIG_KEY)
                        .environment("RFC2136_TSIG_SECRET", world.tsigSecret())
                        .environment("RFC2136_TSIG_ALGORITHM", "hmac-sha256."));
    }

    /** One certificate for all names; lego takes one after the other, without the minute that it would wait between two. */
    static void legoByDns01(Peer lego, World world, Path folder, List<String> names) {
        PeerLaunch.Builder launch = legoByDns01(lego, world, folder).command.apply(names.get(0), folder);
        names.stream().skip(1).forEach(name -> launch.arguments("--domains", name));
        lego.run(launch.environment("RFC2136_SEQUENCE_INTERVAL", "0")
                        .folder(folder)
                        .timeLimit(Duration.ofMinutes(30))
                        .build())
                .orThrow();
    }

    private static PeerLaunch.Builder lego(World world, String name, Path own) {
        return PeerLaunch.builder("run", "--server", world.directory().toString(), "--email", "ops@example.test")
                .arguments("--path", own.toString(), "--domains", name, "--accept-tos")
                .environment("LEGO_CA_CERTIFICATES", world.httpsTrustFile().toString());
    }

    static CommandCustomer certbotByHttp01(Peer certbot, World world, Path folder) {
        return new CommandCustomer(
                certbot,
                folder,
                (name, own) -> certbot(world, name, own)
                        .arguments("--standalone", "--http-01-address", "127.0.0.1")
                        .arguments("--http-01-port", String.valueOf(world.http().getPort())));
    }

    static CommandCustomer certbotByDns01(Peer certbot, World world, Path folder) {
        Path credentials = folder.resolve("rfc2136.ini");
        SecureFiles.write(credentials, """
                dns_rfc2136_server = 127.0.0.1
                dns_rfc2136_port = %d
                dns_rfc2136_name = %s
                dns_rfc2136_secret = %s
                dns_rfc2136_algorithm = HMAC-SHA256
                """.formatted(world.dns().getPort(), World.TSIG_KEY, world.tsigSecret())
                .getBytes(StandardCharsets.US_ASCII));
        return new CommandCustomer(
                certbot,
                folder,
                (name, own) -> certbot(world, name, own)
                        .arguments("--dns-rfc2136", "--dns-rfc2136-propagation-seconds", "0")
                        .arguments("--dns-rfc2136-credentials", credentials.toString()));
    }

    private static PeerLaunch.Builder certbot(World world, String name, Path own) {
        return PeerLaunch.builder("certonly", "--server", world.directory().toString(), "--non-interactive")
                .arguments("--agree-tos", "--register-unsafely-without-email", "--key-type", "ecdsa")
                .arguments("--domains", name, "--config-dir", own.toString())
                .arguments("--work-dir", own.resolve("work").toString())
                .arguments("--logs-dir", own.resolve("logs").toString())
                .environment("REQUESTS_CA_BUNDLE", world.httpsTrustFile().toString());
    }

    @Override
    public String name() {
        return peer.name() + " " + peer.version();
    }

    @Override
    public void obtain(List<String> names) {
        for (String name : names) {
            peer.run(command.apply(name, folder)
                            .folder(folder)
                            .timeLimit(Duration.ofMinutes(2))
                            .build())
                    .orThrow();
        }
    }
}
