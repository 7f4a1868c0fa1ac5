package io.gatehouse.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.core.SecureFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** certbot, whose options have stayed the same since version 2. */
final class CertbotClient extends ForeignClient {
    CertbotClient(Peer peer, AcmeServer ca, Path folder) {
        super(peer, ca, folder);
    }

    @Override
    PeerResult obtainByHttp01(int port, String... names) throws IOException {
        return run(certonly(names)
                .arguments("--standalone", "--http-01-address", "127.0.0.1")
                .arguments("--http-01-port", Integer.toString(port)));
    }

    @Override
    PeerResult obtainByDns01(DnsServer dns, String... names) throws IOException {
        assumeTrue(
                "true".equals(System.getenv("CI"))
                        || run(launch("plugins")).output().contains("dns-rfc2136"),
                "certbot has no dns-rfc2136: apt-get install python3-certbot-dns-rfc2136");
        return run(certonly(names)
                .arguments("--dns-rfc2136", "--dns-rfc2136-propagation-seconds", "0")
                .arguments("--dns-rfc2136-credentials", credentials(dns).toString()));
    }

    @Override
    PeerResult renewByHttp01(int port, String name) throws IOException {
        return run(launch("renew", "--cert-name", name, "--no-random-sleep-on-renew")
                .arguments("--http-01-port", Integer.toString(port)));
    }

    @Override
    PeerResult revoke(String name) throws IOException {
        return run(launch("revoke", "--cert-name", name, "--reason", "superseded")
                .arguments("--server", directory(), "--no-delete-after-revoke"));
    }

    @Override
    String details(PeerResult result) throws IOException {
        return Files.readString(folder().resolve("logs").resolve("letsencrypt.log"));
    }

    @Override
    Path chainFile(String name) {
        return folder().resolve("live").resolve(name).resolve("fullchain.pem");
    }

    @Override
    Path keyFile(String name) {
        return folder().resolve("live").resolve(name).resolve("privkey.pem");
    }

    private PeerLaunch.Builder certonly(String... names) throws IOException {
        return launch("certonly", "--server", directory())
                .arguments("--agree-tos", "--register-unsafely-without-email")
                .arguments("--key-type", "ecdsa", "--cert-name", names[0], "--domains", String.join(",", names));
    }

    private PeerLaunch.Builder launch(String... command) throws IOException {
        return PeerLaunch.builder(command)
                .arguments("--non-interactive", "--config-dir", folder().toString())
                .arguments("--work-dir", folder().resolve("work").toString())
                .arguments("--logs-dir", folder().resolve("logs").toString())
                .environment("REQUESTS_CA_BUNDLE", trustFile());
    }

    private Path credentials(DnsServer dns) {
        Path file = folder().resolve("rfc2136.ini");
        String text = """
                dns_rfc2136_server = %s
                dns_rfc2136_port = %d
                dns_rfc2136_name = %s
                dns_rfc2136_secret = %s
                dns_rfc2136_algorithm = HMAC-SHA256
                """.formatted(
                        dns.address().getAddress().getHostAddress(),
                        dns.address().getPort(),
                        dns.tsigKeyName(),
                        dns.tsigSecret().exposeText());
        SecureFiles.write(file, text.getBytes(StandardCharsets.US_ASCII));
        return file;
    }
}
