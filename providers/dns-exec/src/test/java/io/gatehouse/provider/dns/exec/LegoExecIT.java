package io.gatehouse.provider.dns.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
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
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** lego obtains with a script by its provider {@code exec}; ours then calls the same script in the same way. */
class LegoExecIT {
    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().dns(DNS).build();

    @TempDir
    Path folder;

    private RecordingScript script;

    @BeforeEach
    void write() throws IOException {
        script = RecordingScript.write(folder.resolve("update-dns"), DNS, """
                printf '<%s>' "$@" >>"$LOG"; printf ' and %s bytes of input\\n' "$(wc -c)" >>"$LOG"
                case $1 in
                    present) change add "$2" "$3" ;;
                    cleanup) change delete "$2" "$3" ;;
                esac
                """);
    }

    @Test
    void theNewestCallsAsWeDo() throws IOException {
        Optional<Peer> lego = Peer.find("lego", "5");
        Assumptions.assumeTrue(lego.isPresent(), "lego 5 is not installed: run ./verify, where Go is");
        Path log = obtain(lego.orElseThrow(), List.of("run"), List.of("--dns.propagation.wait", "1s"));
        assertThat(callsOfOurs(log)).containsExactlyInAnyOrderElementsOf(RecordingScript.lines(log));
    }

    @Test
    void theDistributionsCallsAsWeDo() throws IOException {
        Peer lego = Peer.require("lego");
        Assumptions.assumeFalse(isNewest(lego), "the first lego on the PATH is the newest");
        Path log = obtain(lego, List.of(), List.of("--dns.disable-cp", "run"));
        assertThat(callsOfOurs(log)).containsExactlyInAnyOrderElementsOf(RecordingScript.lines(log));
    }

    private static boolean isNewest(Peer lego) {
        return Peer.find("lego", "5")
                .filter(newest -> newest.program().equals(lego.program()))
                .isPresent();
    }

    private Path obtain(Peer lego, List<String> before, List<String> after) throws IOException {
        Path log = folder.resolve("lego.log");
        Path trust = Files.writeString(folder.resolve("trust.pem"), CA.httpsTrustPem());
        PeerLaunch.Builder launch = PeerLaunch.builder(before.toArray(String[]::new))
                .arguments("--server", CA.directory().toString(), "--email", "ops@example.test")
                .arguments("--path", folder.resolve("lego").toString(), "--accept-tos")
                .arguments("--domains", "example.test", "--domains", "*.example.test", "--dns", "exec")
                .arguments("--dns.resolvers", "127.0.0.1:" + DNS.address().getPort())
                .arguments(after.toArray(String[]::new))
                .environment("LEGO_CA_CERTIFICATES", trust.toString())
                .environment("EXEC_PATH", script.file().toString())
                .environment("EXEC_POLLING_INTERVAL", "1")
                .environment("EXEC_SEQUENCE_INTERVAL", "1")
                .folder(folder)
                .timeLimit(Duration.ofMinutes(2));
        lego.run(script.launch(log, launch).build()).orThrow();
        assertThat(RecordingScript.lines(log)).hasSize(4);
        assertThat(DNS.txt("_acme-challenge.example.test")).isEmpty();
        return log;
    }

    /** Our provider writes what lego had written. */
    private List<String> callsOfOurs(Path legos) throws IOException {
        List<TxtRecord> records = RecordingScript.lines(legos).stream()
                .filter(line -> line.startsWith("<present>"))
                .map(line -> line.substring(1, line.lastIndexOf('>')).split("><", -1))
                .map(call -> new TxtRecord(
                        DomainName.of(call[1].substring(0, call[1].length() - 1)), call[2], Duration.ofMinutes(1)))
                .toList();
        Path log = folder.resolve("ours.log");
        try (DnsProvider provider = DnsProviders.named("exec", script.settings(log))) {
            provider.append(DnsZone.of("example.test"), records);
            assertThat(DNS.txt("_acme-challenge.example.test"))
                    .containsExactlyInAnyOrderElementsOf(
                            records.stream().map(TxtRecord::value).toList());
            provider.delete(DnsZone.of("example.test"), records);
            assertThat(DNS.txt("_acme-challenge.example.test")).isEmpty();
        }
        return RecordingScript.lines(log);
    }
}
