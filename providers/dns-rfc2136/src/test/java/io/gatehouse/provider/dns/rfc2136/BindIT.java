package io.gatehouse.provider.dns.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract against a real BIND, and the refusals only a real server can show. */
class BindIT extends RealServerContract {
    private static final String CONFIGURATION = """
            options {
                directory "%1$s";
                listen-on port %2$d { 127.0.0.1; };
                listen-on-v6 { none; };
                pid-file none;
                lock-file none;
                session-keyfile none;
                recursion no;
                dnssec-validation no;
                notify no;
            };
            controls { };
            key "writer-sha256" { algorithm hmac-sha256; secret "%3$s"; };
            key "writer-sha384" { algorithm hmac-sha384; secret "%3$s"; };
            key "writer-sha512" { algorithm hmac-sha512; secret "%3$s"; };
            key "reader" { algorithm hmac-sha256; secret "%3$s"; };
            zone "example.test" {
                type primary;
                file "example.test.zone";
                allow-update { key "writer-sha256"; key "writer-sha384"; key "writer-sha512"; };
            };
            zone "child.example.test" {
                type primary;
                file "child.example.test.zone";
                allow-update { key "writer-sha256"; };
            };
            """;

    @TempDir
    static Path folder;

    private static int port;
    private static RunningPeer named;

    @BeforeAll
    static void startNamed() throws IOException {
        Peer peer = Peer.require("named");
        port = LoopbackPorts.free();
        Path configuration = folder.resolve("named.conf");
        Files.writeString(folder.resolve("example.test.zone"), ZONE_FILE);
        Files.writeString(folder.resolve("child.example.test.zone"), ZONE_FILE);
        SecureFiles.write(configuration, Secret.ofText(CONFIGURATION.formatted(folder, port, SECRET)));
        named = peer.start(PeerLaunch.builder("-g", "-c", configuration.toString())
                .folder(folder)
                .readyWhenListening(port)
                .readyWhenLogged("all zones loaded")
                .build());
    }

    @AfterAll
    static void stopNamed() {
        if (named != null) {
            named.close();
        }
    }

    @Override
    int port() {
        return port;
    }

    @Override
    String writer() {
        return "writer-sha256";
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha384", "sha512"})
    void takesEachAlgorithm(String hash) {
        TxtRecord entry = txt(hash + ".example.test");
        try (DnsProvider provider = provider(port, "writer-" + hash, SECRET, "hmac-" + hash)) {
            provider.append(zone(), List.of(entry));
            assertThat(valuesAt(entry.name())).containsExactly("value");
        }
    }

    @Test
    void aKeyThatMayNotWriteIsRefusedAndNotCalledWrong() {
        assertFailure(provider(port, "reader", SECRET, "hmac-sha256"), Kind.REFUSED, "allow-update");
    }

    @Test
    void aKeyThatBindDoesNotKnowIsABadCredential() {
        assertFailure(provider(port, "nobody", SECRET, "hmac-sha256"), Kind.BAD_CREDENTIALS, "BADKEY");
    }

    @Test
    void anUnsignedUpdateIsRefused() {
        Settings settings = settings(port).set("insecure-without-tsig", "true").build();
        assertFailure(DnsProviders.named("rfc2136", settings), Kind.REFUSED, "REFUSED");
    }

    private void assertFailure(DnsProvider provider, Kind kind, String message) {
        TxtRecord entry = txt("refused.example.test");
        try (provider) {
            assertThatThrownBy(() -> provider.append(zone(), List.of(entry)))
                    .isInstanceOfSatisfying(
                            DnsProviderException.class,
                            e -> assertThat(e.kind()).isEqualTo(kind))
                    .hasMessageContaining(message);
        }
        assertThat(valuesAt(entry.name())).isEmpty();
    }

    private static TxtRecord txt(String name) {
        return new TxtRecord(DomainName.of(name), "value", Duration.ofMinutes(1));
    }
}
