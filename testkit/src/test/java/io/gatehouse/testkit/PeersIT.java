package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Each program of the kit, started for real without root's rights, and asked one question. */
class PeersIT {
    private static final String ZONE = """
            $ORIGIN example.test.
            $TTL 60
            @     SOA ns1 hostmaster 1 3600 600 86400 60
                  NS  ns1
                  TXT "hello"
            ns1   A   127.0.0.1
            """;

    @RegisterExtension
    final Peers peers = Peers.create();

    private final int port = LoopbackPorts.free();

    @Test
    void nginx() throws Exception {
        Path configuration = peers.write(
                "nginx.conf",
                "pid nginx.pid; error_log stderr; events {}\n"
                        + "http { access_log off; client_body_temp_path body; server { listen 127.0.0.1:" + port
                        + "; return 204; } }\n");
        RunningPeer nginx = peers.start(
                "nginx",
                listening("-e", "stderr", "-p", folder(), "-c", configuration.toString(), "-g", "daemon off;"));

        assertThat(get("http://127.0.0.1:" + port).statusCode()).isEqualTo(204);
        assertThat(capabilitiesOf(nginx)).isEqualTo("0000000000000000");
    }

    @Test
    void apache() throws Exception {
        peers.write("hello.txt", "hello");
        Path configuration = peers.write("apache.conf", """
                ServerRoot "%1$s"
                ServerName localhost
                PidFile "%1$s/apache.pid"
                ErrorLog "|/bin/cat"
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                Listen 127.0.0.1:%2$d
                DocumentRoot "%1$s"
                """.formatted(folder(), port));
        peers.start("apache2", listening("-D", "FOREGROUND", "-f", configuration.toString()));

        assertThat(get("http://127.0.0.1:" + port + "/hello.txt").body()).isEqualTo("hello");
    }

    @Test
    void haproxy() throws Exception {
        Path configuration = peers.write("haproxy.cfg", """
                defaults
                    mode http
                    timeout client 5s
                frontend front
                    bind 127.0.0.1:%d
                    http-request return status 200 content-type text/plain string hello
                """.formatted(port));
        peers.start("haproxy", listening("-db", "-f", configuration.toString()));

        assertThat(get("http://127.0.0.1:" + port).body()).isEqualTo("hello");
    }

    @Test
    void caddy() throws Exception {
        Path configuration = peers.write("Caddyfile", """
                {
                    admin off
                    auto_https off
                }
                http://127.0.0.1:%d {
                    respond hello
                }
                """.formatted(port));
        peers.start(
                "caddy",
                PeerLaunch.builder("run", "--adapter", "caddyfile", "--config", configuration.toString())
                        .environment("XDG_CONFIG_HOME", folder())
                        .environment("XDG_DATA_HOME", folder())
                        .readyWhenListening(port)
                        .build());

        assertThat(get("http://127.0.0.1:" + port).body()).isEqualTo("hello");
    }

    @Test
    void bind() throws Exception {
        peers.write("example.test.zone", ZONE);
        Path configuration = peers.write("named.conf", """
                options {
                    directory "%s";
                    listen-on port %d { 127.0.0.1; };
                    listen-on-v6 { none; };
                    pid-file none;
                    lock-file none;
                    session-keyfile none;
                    recursion no;
                    dnssec-validation no;
                };
                controls { };
                zone "example.test" { type primary; file "example.test.zone"; };
                """.formatted(folder(), port));
        peers.start("named", listening("-g", "-c", configuration.toString()));

        assertThat(greetingInTheZone()).isEqualTo("\"hello\"");
    }

    @Test
    void knot() throws Exception {
        peers.write("example.test.zone", ZONE);
        Path configuration = peers.write("knot.conf", """
                server:
                    rundir: "%1$s"
                    listen: 127.0.0.1@%2$d
                database:
                    storage: "%1$s"
                log:
                  - target: stdout
                    any: info
                zone:
                  - domain: example.test
                    storage: "%1$s"
                    file: "example.test.zone"
                """.formatted(folder(), port));
        peers.start("knotd", listening("-c", configuration.toString()));

        assertThat(greetingInTheZone()).isEqualTo("\"hello\"");
    }

    @Test
    void powerDns() throws Exception {
        Path zone = peers.write("example.test.zone", ZONE);
        Path zones = peers.write("zones.conf", "zone \"example.test\" { type native; file \"" + zone + "\"; };\n");
        peers.write("pdns.conf", """
                launch=bind
                bind-config=%2$s
                local-address=127.0.0.1
                local-port=%3$d
                socket-dir=%1$s
                daemon=no
                guardian=no
                """.formatted(folder(), zones, port));
        peers.start("pdns_server", listening("--config-dir=" + folder()));

        assertThat(greetingInTheZone()).isEqualTo("\"hello\"");
    }

    @Test
    void pebble() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create("Pebble's HTTPS");
        CertificateBundle https = authority.server("127.0.0.1").issue();
        List<Integer> others = LoopbackPorts.free(3);
        Path configuration = peers.write("pebble.json", """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d, "ocspResponderURL": "",
                  "externalAccountBindingRequired": false}}
                """.formatted(
                        port,
                        others.get(0),
                        peers.write("https.pem", https.fullchainPem()),
                        peers.write("https.key", https.privateKeyPem().exposeText()),
                        others.get(1),
                        others.get(2)));
        peers.start("pebble", listening("-config", configuration.toString()));

        HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(authority)).build();
        HttpRequest directory = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/dir"))
                .build();
        assertThat(client.send(directory, HttpResponse.BodyHandlers.ofString()).body())
                .contains("newOrder");
    }

    @Test
    void pgBouncer() throws Exception {
        try (PostgresServer postgres = PostgresServer.builder().start()) {
            Path configuration = peers.write("pgbouncer.ini", """
                    [databases]
                    shop = host=127.0.0.1 port=%d dbname=postgres user=%s password=%s
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    ignore_startup_parameters = extra_float_digits
                    """.formatted(
                            postgres.port(),
                            postgres.superuser(),
                            postgres.superuserPassword().exposeText(),
                            port));
            peers.start("pgbouncer", listening(configuration.toString()));

            String url = "jdbc:postgresql://127.0.0.1:" + port + "/shop?sslmode=disable";
            try (Connection connection = DriverManager.getConnection(url, "anybody", "");
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SHOW port")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(postgres.port());
            }
        }
    }

    @Test
    void softHsm() {
        Path configuration = peers.write("softhsm2.conf", "directories.tokendir = " + folder() + "\n");
        String[] initialize = {"--init-token", "--free", "--label", "gatehouse", "--so-pin", "5678", "--pin", "1234"};
        softHsm(configuration, initialize).orThrow();

        assertThat(softHsm(configuration, "--show-slots").orThrow().output()).contains("gatehouse");
    }

    private PeerResult softHsm(Path configuration, String... arguments) {
        return peers.run(
                "softhsm2-util",
                PeerLaunch.builder(arguments)
                        .environment("SOFTHSM2_CONF", configuration.toString())
                        .build());
    }

    @Test
    void moto() throws Exception {
        peers.start("moto_server", listening("-H", "127.0.0.1", "-p", String.valueOf(port)));

        assertThat(get("http://127.0.0.1:" + port + "/moto-api/data.json").statusCode())
                .isEqualTo(200);
    }

    /** The rights of root, which Linux counts one by one: none is left, be this JVM root or not. */
    private static String capabilitiesOf(RunningPeer running) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + running.pid() + "/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.replaceFirst("CapEff:\\s*", ""))
                .findFirst()
                .orElseThrow();
    }

    private PeerLaunch listening(String... arguments) {
        return PeerLaunch.builder(arguments).readyWhenListening(port).build();
    }

    private String folder() {
        return peers.folder().toString();
    }

    private String greetingInTheZone() throws IOException {
        SimpleResolver resolver = new SimpleResolver("127.0.0.1");
        resolver.setPort(port);
        Lookup lookup = new Lookup("example.test", Type.TXT);
        lookup.setResolver(resolver);
        lookup.setCache(null);
        Record[] found = lookup.run();
        assertThat(found).as(lookup.getErrorString()).hasSize(1);
        return found[0].rdataToString();
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url)).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static SSLContext trusting(CertificateAuthority authority) throws Exception {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        anchors.setCertificateEntry("root", authority.root());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
