package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A certificate by each of the scripts in docs/guide/dns-exec.md, which are taken from the page as they stand there. */
class DnsExecGuideIT {
    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().dns(DNS).build();

    @TempDir
    Path folder;

    @Test
    void byAProgramOfLegos() throws IOException {
        Path program = script("update-dns");
        Path variables = variables();
        // region lego
        DnsProvider provider = DnsProviders.named(
                "exec",
                Settings.builder()
                        .set("program", program.toString()) // /opt/hooks/update-dns
                        .set("environment-file", variables.toString()) // KEY_FILE=/etc/hooks/update.key and so on
                        .build());
        // end
        assertObtainsBy(provider);
    }

    @Test
    void byHooksOfCertbots() throws IOException {
        Path authHook = script("auth-hook");
        Path cleanupHook = script("cleanup-hook");
        Path variables = variables();
        // region certbot
        DnsProvider provider = DnsProviders.named(
                "exec",
                Settings.builder()
                        .set("mode", "certbot")
                        .set("program", authHook.toString())
                        .set("cleanup-program", cleanupHook.toString())
                        .set("environment-file", variables.toString())
                        .build());
        // end
        assertObtainsBy(provider);
    }

    @Test
    void byAScriptOfAcmeShs() throws IOException {
        Peer.require("curl");
        Path script = script("dns_myapi.sh");
        String token = "not-a-real-token";
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> answer(exchange, token));
        api.start();
        String url = "http://127.0.0.1:" + api.getAddress().getPort();
        // region acmesh
        DnsProvider provider = DnsProviders.named(
                "exec",
                Settings.builder()
                        .set("mode", "acme-sh")
                        .set("program", script.toString()) // /opt/hooks/dns_myapi.sh
                        .set("environment", Secret.ofText("MYAPI_Url=" + url + "\nMYAPI_Token=" + token))
                        .build());
        // end
        try {
            assertObtainsBy(provider);
        } finally {
            api.stop(0);
        }
    }

    /** A name and its wildcard, which are proved by two values at one name. */
    private void assertObtainsBy(DnsProvider provider) {
        int before = DNS.updates().size();
        Certificates certificates = Certificates.builder(
                        AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(Dns01Solver.builder(provider)
                        .resolver(DNS.address())
                        .authoritativePort(DNS.address().getPort())
                        .pollInterval(Duration.ofMillis(50))
                        .build())
                .build();
        CertificateBundle bundle = certificates.obtain(CertificateRequest.forNames("example.test", "*.example.test"));
        assertThat(bundle.names())
                .containsExactlyInAnyOrder(DomainName.of("example.test"), DomainName.of("*.example.test"));
        assertThat(DNS.updates()).as("two values added and taken away").hasSize(before + 4);
        assertThat(DNS.txt("_acme-challenge.example.test")).isEmpty();
    }

    /** A vendor's API, in front of the DNS server. */
    private static void answer(HttpExchange exchange, String token) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher record = Pattern.compile("name=(.+)&value=(.+)").matcher(form);
        boolean isGood = record.matches()
                && ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (isGood) {
            List<TxtRecord> records =
                    List.of(new TxtRecord(DomainName.of(record.group(1)), record.group(2), Duration.ofMinutes(1)));
            try (DnsProvider behind = DnsProviders.named("rfc2136", DNS.rfc2136Settings())) {
                if (exchange.getRequestURI().getPath().equals("/add")) {
                    behind.append(DnsZone.of("example.test"), records);
                } else {
                    behind.delete(DnsZone.of("example.test"), records);
                }
            }
        }
        byte[] body = ("{\"success\": " + isGood + "}").getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(isGood ? 200 : 403, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Path script(String name) throws IOException {
        Matcher fence = Pattern.compile(
                        "<!-- script: " + Pattern.quote(name) + " -->\\n```sh\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DocumentationTest.root().resolve("docs/guide/dns-exec.md")));
        assertThat(fence.find()).as("the script " + name).isTrue();
        Path file = Files.writeString(folder.resolve(name), fence.group(1));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Path variables() {
        Peer.require("nsupdate");
        Path key = folder.resolve("update.key");
        SecureFiles.write(
                key,
                "key \"%s\" { algorithm hmac-sha256; secret \"%s\"; };\n"
                        .formatted(DNS.tsigKeyName(), DNS.tsigSecret().exposeText())
                        .getBytes(StandardCharsets.US_ASCII));
        Path variables = folder.resolve("variables");
        SecureFiles.write(
                variables,
                "KEY_FILE=%s\nDNS_SERVER=127.0.0.1\nDNS_PORT=%d\n"
                        .formatted(key, DNS.address().getPort())
                        .getBytes(StandardCharsets.UTF_8));
        return variables;
    }
}
