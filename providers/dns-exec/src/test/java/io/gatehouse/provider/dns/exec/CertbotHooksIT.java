package io.gatehouse.provider.dns.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** certbot obtains with manual hooks; ours then calls the same hooks with the same variables. */
class CertbotHooksIT {
    private static final DnsZone ZONE = DnsZone.of("example.test");

    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().dns(DNS).build();

    @TempDir
    Path folder;

    private RecordingScript authHook;
    private RecordingScript cleanupHook;

    @BeforeEach
    void write() throws IOException {
        String note = "echo \"$# arguments\" $(env | grep ^CERTBOT_ | LC_ALL=C sort | tr '\\n' ' ') >>\"$LOG\"\n";
        String name = "_acme-challenge.$CERTBOT_DOMAIN.";
        authHook = RecordingScript.write(
                folder.resolve("auth"),
                DNS,
                note + "change add \"" + name + "\" \"$CERTBOT_VALIDATION\"; echo \"the id is 17\"");
        cleanupHook = RecordingScript.write(
                folder.resolve("cleanup"), DNS, note + "change delete \"" + name + "\" \"$CERTBOT_VALIDATION\"");
    }

    @Test
    void theNewestSetsTheVariablesThatWeSet() throws IOException {
        Path log = obtain(Peer.require("certbot", "5"));
        assertThat(callsOfOurs(log)).isEqualTo(RecordingScript.lines(log));
    }

    @Test
    void theDistributionsSetsNoOthers() throws IOException {
        Path log = obtain(Peer.require("certbot"));
        // certbot 2 calls an identifier a domain.
        Pattern newer = Pattern.compile("CERTBOT_(ALL_)?IDENTIFIERS?=\\S* ?");
        assertThat(callsOfOurs(log))
                .map(line -> newer.matcher(line).replaceAll(""))
                .isEqualTo(RecordingScript.lines(log).stream()
                        .map(line -> newer.matcher(line).replaceAll(""))
                        .toList());
    }

    private Path obtain(Peer certbot) throws IOException {
        Path log = folder.resolve("certbot.log");
        Path trust = Files.writeString(folder.resolve("trust.pem"), CA.httpsTrustPem());
        PeerLaunch.Builder launch = PeerLaunch.builder(
                        "certonly", "--server", CA.directory().toString())
                .arguments("--agree-tos", "--register-unsafely-without-email", "--non-interactive")
                .arguments("--domains", "example.test,*.example.test,www.example.test")
                .arguments("--manual", "--preferred-challenges", "dns")
                .arguments("--manual-auth-hook", authHook.file().toString())
                .arguments("--manual-cleanup-hook", cleanupHook.file().toString())
                .arguments("--config-dir", folder.resolve("config").toString())
                .arguments("--work-dir", folder.resolve("work").toString())
                .arguments("--logs-dir", folder.resolve("logs").toString())
                .environment("REQUESTS_CA_BUNDLE", trust.toString())
                .folder(folder)
                .timeLimit(Duration.ofMinutes(2));
        certbot.run(authHook.launch(log, launch).build()).orThrow();
        assertThat(RecordingScript.lines(log)).hasSize(6);
        return log;
    }

    /** Our provider writes, in one batch, what certbot had written. */
    private List<String> callsOfOurs(Path certbots) throws IOException {
        Pattern call = Pattern.compile("CERTBOT_DOMAIN=(\\S+) .*CERTBOT_VALIDATION=(\\S+)");
        List<TxtRecord> records = RecordingScript.lines(certbots).stream()
                .filter(line -> !line.contains("CERTBOT_AUTH_OUTPUT="))
                .flatMap(line -> call.matcher(line).results())
                .map(CertbotHooksIT::txt)
                .toList();
        assertThat(records).hasSize(3);
        Path log = folder.resolve("ours.log");
        Settings hooks = Settings.builder()
                .set("mode", "certbot")
                .set("cleanup-program", cleanupHook.file().toString())
                .build();
        try (DnsProvider provider =
                DnsProviders.named("exec", authHook.settings(log).with(hooks))) {
            provider.append(ZONE, records);
            assertThat(DNS.txt("_acme-challenge.example.test")).hasSize(2);
            provider.delete(ZONE, records);
            assertThat(DNS.txt("_acme-challenge.example.test")).isEmpty();
        }
        return RecordingScript.lines(log);
    }

    private static TxtRecord txt(MatchResult call) {
        return new TxtRecord(DomainName.of("_acme-challenge." + call.group(1)), call.group(2), Duration.ofMinutes(1));
    }
}
