package io.gatehouse.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** lego from version 5 on, which renews whatever it is told to obtain again. */
class LegoClient extends ForeignClient {
    LegoClient(Peer peer, AcmeServer ca, Path folder) {
        super(peer, ca, folder);
    }

    /** lego up to version 4: options stand before the command. */
    static final class Version4 extends LegoClient {
        Version4(Peer peer, AcmeServer ca, Path folder) {
            super(peer, ca, folder);
        }

        @Override
        PeerResult obtainByHttp01(int port, String... names) throws IOException {
            return run(launch(account(names))
                    .arguments("--accept-tos", "--http", "--http.port", "127.0.0.1:" + port, "run"));
        }

        @Override
        PeerResult obtainByDns01(DnsServer dns, String... names) throws IOException {
            PeerLaunch.Builder launch = launch(account(names))
                    .arguments("--accept-tos", "--dns", "rfc2136", "--dns.disable-cp")
                    .arguments("--dns.resolvers", server(dns), "run");
            return run(updating(dns, launch));
        }

        @Override
        PeerResult renewByHttp01(int port, String name) {
            throw new UnsupportedOperationException("Debian's lego knows no renewal information");
        }

        @Override
        PeerResult revoke(String name) throws IOException {
            return run(launch(account(name)).arguments("revoke", "--keep"));
        }
    }

    @Override
    PeerResult obtainByHttp01(int port, String... names) throws IOException {
        return run(byHttp01(port, names));
    }

    @Override
    PeerResult obtainByDns01(DnsServer dns, String... names) throws IOException {
        PeerLaunch.Builder launch = launch(List.of("run"))
                .arguments(account(names).toArray(String[]::new))
                .arguments("--accept-tos", "--dns", "rfc2136", "--dns.propagation.wait", "1s")
                .arguments("--dns.resolvers", server(dns));
        return run(updating(dns, launch));
    }

    @Override
    PeerResult renewByHttp01(int port, String name) throws IOException {
        return run(byHttp01(port, name).arguments("--no-random-sleep"));
    }

    private PeerLaunch.Builder byHttp01(int port, String... names) throws IOException {
        return launch(List.of("run"))
                .arguments(account(names).toArray(String[]::new))
                .arguments("--accept-tos", "--http", "--http.address", "127.0.0.1:" + port);
    }

    @Override
    PeerResult revoke(String name) throws IOException {
        return run(launch(List.of("certificates", "revoke"))
                .arguments(account().toArray(String[]::new))
                .arguments("--cert.name", name, "--keep"));
    }

    @Override
    String details(PeerResult result) {
        return result.output();
    }

    @Override
    Path chainFile(String name) {
        return folder().resolve("certificates").resolve(name + ".crt");
    }

    @Override
    Path keyFile(String name) {
        return folder().resolve("certificates").resolve(name + ".key");
    }

    final PeerLaunch.Builder launch(List<String> arguments) throws IOException {
        return PeerLaunch.builder(arguments.toArray(String[]::new)).environment("LEGO_CA_CERTIFICATES", trustFile());
    }

    final List<String> account(String... names) {
        List<String> arguments = new ArrayList<>(List.of("--server", directory(), "--email", "ops@example.test"));
        arguments.addAll(List.of("--path", folder().toString()));
        for (String name : names) {
            arguments.addAll(List.of("--domains", name));
        }
        return arguments;
    }

    static PeerLaunch.Builder updating(DnsServer dns, PeerLaunch.Builder launch) {
        return launch.environment("RFC2136_NAMESERVER", server(dns))
                .environment("RFC2136_TSIG_KEY", dns.tsigKeyName())
                .environment("RFC2136_TSIG_SECRET", dns.tsigSecret().exposeText())
                .environment("RFC2136_TSIG_ALGORITHM", "hmac-sha256.")
                .environment("RFC2136_POLLING_INTERVAL", "1")
                .environment("RFC2136_SEQUENCE_INTERVAL", "1");
    }

    private static String server(DnsServer dns) {
        return "127.0.0.1:" + dns.address().getPort();
    }
}
