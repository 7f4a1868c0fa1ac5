package io.gatehouse.benchmark.issuance;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** A Pebble that validates through a BIND which takes updates: every name below a zone is an address of this machine. */
final class World implements AutoCloseable {
    static final String ZONE = "example.test";
    static final String TSIG_KEY = "acme";

    private final CertificateAuthority trust = CertificateAuthority.create("Pebble's HTTPS");
    private final List<Integer> ports = LoopbackPorts.free(5);
    private final String tsigSecret =
            Secret.random(32).withBytes(bytes -> Base64.getEncoder().encodeToString(bytes));
    private final Path trustFile;
    private final RunningPeer bind;
    private final RunningPeer pebble;

    World(Path folder) throws IOException {
        this(folder, List.of(ZONE));
    }

    World(Path folder, List<String> zones) throws IOException {
        trustFile = folder.resolve("trust.pem");
        Files.writeString(trustFile, trust.certificatePem());
        bind = startBind(Files.createDirectory(folder.resolve("bind")), zones);
        pebble = startPebble(Files.createDirectory(folder.resolve("pebble")));
    }

    private RunningPeer startBind(Path own, List<String> zones) throws IOException {
        for (String zone : zones) {
            Files.writeString(own.resolve(zone), """
                    $TTL 60
                    @     SOA ns1 hostmaster 1 3600 600 86400 60
                          NS  ns1
                    ns1   A   127.0.0.1
                    *     A   127.0.0.1
                    """);
        }
        Path configuration = own.resolve("named.conf");
        SecureFiles.write(
                configuration,
                Secret.ofText("""
                options {
                    directory "%s"; listen-on port %d { 127.0.0.1; }; listen-on-v6 { none; };
                    pid-file none; lock-file none; session-keyfile none; recursion no; dnssec-validation no;
                };
                controls { };
                key "%s" { algorithm hmac-sha256; secret "%s"; };
                """.formatted(own, dns().getPort(), TSIG_KEY, tsigSecret)
                        + zones.stream().map(World::statement).collect(Collectors.joining("\n", "", "\n"))));
        return Peer.require("named")
                .start(PeerLaunch.builder("-g", "-c", configuration.toString())
                        .folder(own)
                        .readyWhenListening(dns().getPort())
                        .build());
    }

    private static String statement(String zone) {
        return "zone \"" + zone + "\" { type primary; file \"" + zone + "\"; update-policy { grant " + TSIG_KEY
                + " zonesub TXT; }; };";
    }

    private RunningPeer startPebble(Path own) throws IOException {
        CertificateBundle https = trust.server("localhost", "127.0.0.1").issue();
        Files.writeString(own.resolve("https.pem"), https.fullchainPem());
        SecureFiles.write(own.resolve("https.key"), https.privateKeyPem());
        Files.writeString(
                own.resolve("pebble.json"), """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "https.pem", "privateKey": "https.key", "httpPort": %d, "tlsPort": %d,
                  "ocspResponderURL": "", "externalAccountBindingRequired": false}}
                """.formatted(ports.get(1), ports.get(2), http().getPort(), ports.get(4)));
        return Peer.require("pebble")
                .start(PeerLaunch.builder("-config", "pebble.json", "-dnsserver", "127.0.0.1:" + dns().getPort())
                        .folder(own)
                        .environment("PEBBLE_VA_NOSLEEP", "1")
                        .environment("PEBBLE_WFE_NONCEREJECT", "0")
                        .environment("PEBBLE_AUTHZREUSE", "0")
                        .readyWhenListening(ports.get(1))
                        .timeLimit(Duration.ofSeconds(30))
                        .build());
    }

    InetSocketAddress dns() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(0));
    }

    /** Where the CA looks for http-01. */
    InetSocketAddress http() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(3));
    }

    URI directory() {
        return URI.create("https://localhost:" + ports.get(1) + "/dir");
    }

    X509Certificate httpsTrust() {
        return trust.certificate();
    }

    Path httpsTrustFile() {
        return trustFile;
    }

    String tsigSecret() {
        return tsigSecret;
    }

    Settings dnsSettings() {
        return dnsSettings(List.of());
    }

    /** @param zones what the provider is to list; nothing for whatever the DNS has */
    Settings dnsSettings(List<String> zones) {
        Settings.Builder settings = Settings.builder()
                .set("server", "127.0.0.1:" + dns().getPort())
                .set("tsig-key", TSIG_KEY)
                .set("tsig-secret", Secret.ofText(tsigSecret));
        return zones.isEmpty()
                ? settings.build()
                : settings.set("zones", String.join(",", zones)).build();
    }

    @Override
    public void close() {
        pebble.close();
        bind.close();
    }
}
