package io.gatehouse.provider.dns.exec;

import io.gatehouse.core.spi.Settings;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A script that notes how it is called and then does what it is asked, by nsupdate, for whoever calls it. */
final class RecordingScript {
    private static final String NSUPDATE = """
            change() { # add|delete NAME VALUE
                nsupdate <<END
            server 127.0.0.1 $DNS_PORT
            key hmac-sha256:$TSIG_NAME $TSIG_SECRET
            zone example.test.
            update $1 $2 60 TXT "$3"
            send
            END
            }
            """;

    private final Path file;
    private final DnsServer dns;

    private RecordingScript(Path file, DnsServer dns) {
        this.file = file;
        this.dns = dns;
    }

    /** @param body notes in the file named by {@code LOG}, and calls {@code change} */
    static RecordingScript write(Path file, DnsServer dns, String body) throws IOException {
        Peer.require("nsupdate");
        return new RecordingScript(FolderVendor.program(file, "#!/bin/sh\n" + NSUPDATE + body), dns);
    }

    Path file() {
        return file;
    }

    Settings settings(Path log) {
        return Settings.builder()
                .set("program", file.toString())
                .set(
                        "environment",
                        String.join(
                                "\n",
                                variables(log).entrySet().stream()
                                        .map(each -> each.getKey() + "=" + each.getValue())
                                        .toList()))
                .build();
    }

    PeerLaunch.Builder launch(Path log, PeerLaunch.Builder launch) {
        variables(log).forEach(launch::environment);
        return launch;
    }

    private Map<String, String> variables(Path log) {
        return new TreeMap<>(Map.of(
                "LOG", log.toString(),
                "DNS_PORT", Integer.toString(dns.address().getPort()),
                "TSIG_NAME", dns.tsigKeyName(),
                "TSIG_SECRET", dns.tsigSecret().exposeText()));
    }

    static List<String> lines(Path log) throws IOException {
        return Files.readAllLines(log);
    }
}
