package io.gatehouse.provider.dns.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviderSettings;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.dns.contract.DnsProviderContract;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The contract against a real BIND, and the refusals only a real server can show. */
class BindIT extends DnsProviderContract {
    private static final String SECRET = newSecret();
    private static final String OTHER_SECRET = newSecret();

    private static final String ZONE_FILE = """
            $TTL 60
            @     SOA ns1 hostmaster 1 3600 600 86400 60
                  NS  ns1
                  TXT "v=spf1 -all"
            ns1   A   127.0.0.1
            """;

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
    protected DnsZone zone() {
        return DnsZone.of("example.test");
    }

    @Override
    protected DnsZone unreachableZone() {
        return DnsZone.of("elsewhere.test");
    }

    @Override
    protected DnsProvider provider() {
        return provider(port, "writer-sha256", SECRET, "hmac-sha256");
    }

    @Override
    protected DnsProvider providerWithBadCredentials() {
        return provider(port, "writer-sha256", OTHER_SECRET, "hmac-sha256");
    }

    @Override
    protected DnsProvider providerWithoutServer() {
        return provider(LoopbackPorts.free(), "writer-sha256", SECRET, "hmac-sha256");
    }

    @Override
    protected String credential() {
        return OTHER_SECRET;
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        try {
            SimpleResolver client = new SimpleResolver("127.0.0.1");
            client.setPort(port);
            Name owner = Name.fromString(name.text(), Name.root);
            Message answer = client.send(Message.newQuery(Record.newRecord(owner, Type.TXT, DClass.IN)));
            return answer.getSection(Section.ANSWER).stream()
                    .map(TXTRecord.class::cast)
                    .map(BindIT::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        DnsProviderSettings settings =
                settings(port).set("insecure-without-tsig", "true").build();
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

    private static DnsProvider provider(int port, String keyName, String secret, String algorithm) {
        return DnsProviders.named(
                "rfc2136",
                settings(port)
                        .set("tsig-key", keyName)
                        .set("tsig-secret", secret)
                        .set("tsig-algorithm", algorithm)
                        .build());
    }

    private static DnsProviderSettings.Builder settings(int port) {
        return DnsProviderSettings.builder().set("server", "127.0.0.1:" + port);
    }

    private static TxtRecord txt(String name) {
        return new TxtRecord(DomainName.of(name), "value", Duration.ofMinutes(1));
    }

    private static String text(TXTRecord entry) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Object string : entry.getStringsAsByteArrays()) {
            joined.writeBytes((byte[]) string);
        }
        return joined.toString(StandardCharsets.UTF_8);
    }

    private static String newSecret() {
        return Secret.random(32).withBytes(bytes -> Base64.getEncoder().encodeToString(bytes));
    }
}
