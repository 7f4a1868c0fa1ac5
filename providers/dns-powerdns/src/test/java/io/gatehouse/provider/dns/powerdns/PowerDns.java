package io.gatehouse.provider.dns.powerdns;

import io.gatehouse.core.Secret;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** A real PowerDNS with its API, which serves example.test and child.example.test. */
final class PowerDns implements AutoCloseable {
    static final String KEY = newKey();
    static final String OTHER_KEY = newKey();

    /** Where PowerDNS' own package puts it. */
    private static final String SCHEMA = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql";

    private static final String CONFIGURATION = """
            launch=gsqlite3
            gsqlite3-database=%1$s/zones.sqlite
            local-address=127.0.0.1
            local-port=%2$d
            socket-dir=%1$s
            api=yes
            api-key=%4$s
            webserver=yes
            webserver-address=127.0.0.1
            webserver-port=%3$d
            cache-ttl=0
            query-cache-ttl=0
            negquery-cache-ttl=0
            zone-cache-refresh-interval=0
            """;
    /** Of each zone. */
    private static final String ZONE_FILE = """
            $TTL 60
            @     SOA ns1 hostmaster 1 3600 600 86400 60
                  NS  ns1
                  TXT "v=spf1 -all"
            ns1   A   127.0.0.1
            """;

    private final Path folder;
    private final int port;
    private final int apiPort;
    private final RunningPeer process;

    private PowerDns(Path folder) throws IOException {
        Peer peer = Peer.require("pdns_server");
        List<Integer> ports = LoopbackPorts.free(2);
        this.folder = folder;
        this.port = ports.get(0);
        this.apiPort = ports.get(1);
        Files.writeString(folder.resolve("pdns.conf"), CONFIGURATION.formatted(folder, port, apiPort, KEY));
        Files.writeString(folder.resolve("zone"), ZONE_FILE);
        Peer.require("sqlite3")
                .run(folder.resolve("zones.sqlite").toString(), ".read " + SCHEMA)
                .orThrow();
        addZone("example.test");
        addZone("child.example.test");
        process = peer.start(PeerLaunch.builder("--config-dir=" + folder, "--daemon=no", "--guardian=no")
                .folder(folder)
                .readyWhen("both zones", () -> serves("example.test") && serves("child.example.test"))
                .build());
    }

    static PowerDns in(Path folder) throws IOException {
        return new PowerDns(folder);
    }

    private static String newKey() {
        return Secret.random(16).withBytes(bytes -> new BigInteger(1, bytes).toString(36));
    }

    void addZone(String zone) {
        pdnsutil("load-zone", zone, folder.resolve("zone").toString());
    }

    void pdnsutil(String command, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--config-dir=" + folder;
        all[1] = command;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        Peer.require("pdnsutil").run(all).orThrow();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + apiPort);
    }

    /** Changes RRsets past the provider. */
    void patch(String zone, String rrsets) {
        int status = send(zone, "PATCH", rrsets).statusCode();
        if (status != 204) {
            throw new IllegalStateException("PowerDNS answered " + status);
        }
    }

    /** As the API has it. */
    String zone(String zone) {
        return send(zone, "GET", "").body();
    }

    private HttpResponse<String> send(String zone, String method, String body) {
        URI uri = url().resolve("/api/v1/servers/localhost/zones/" + zone + ".");
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri)
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .header("X-API-Key", KEY)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As a user would give them. */
    static Map<String, String> settings(URI url, String key) {
        return new HashMap<>(Map.of("endpoint", url.toString(), "api-key", key, "requests-per-second", "1000000"));
    }

    /** The values it serves. */
    Collection<String> txt(String name) {
        return records(name, Type.TXT).stream()
                .map(TXTRecord.class::cast)
                .map(PowerDns::text)
                .toList();
    }

    private boolean serves(String zone) {
        try {
            return !records(zone, Type.SOA).isEmpty();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private List<Record> records(String name, int type) {
        try {
            SimpleResolver client = new SimpleResolver("127.0.0.1");
            client.setPort(port);
            Message query = Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
            return client.send(query).getSection(Section.ANSWER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(TXTRecord entry) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Object string : entry.getStringsAsByteArrays()) {
            joined.writeBytes((byte[]) string);
        }
        return joined.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.close();
    }
}
