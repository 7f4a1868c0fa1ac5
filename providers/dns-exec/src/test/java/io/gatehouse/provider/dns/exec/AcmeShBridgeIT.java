package io.gatehouse.provider.dns.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.testkit.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions that the bridge offers to acme.sh's scripts, with the real curl and openssl. */
class AcmeShBridgeIT {
    private static final String TOKEN = "bridge-token \"quoted\" \\ ";
    private static final TxtRecord TXT =
            new TxtRecord(DomainName.of("_acme-challenge.example.test"), "the-value", Duration.ofMinutes(1));

    @TempDir
    Path folder;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    /** The command lines of all processes while a request is under way. */
    private final List<String> commandLines = new CopyOnWriteArrayList<>();

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Peer.require("curl");
        Peer.require("openssl");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        ProcessHandle.current().descendants().forEach(process -> {
            try {
                commandLines.add(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")));
            } catch (IOException e) {
                commandLines.add("ended: " + e.getMessage());
            }
        });
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("X-Token") + " "
                + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.getResponseHeaders().add("X-Request-Id", "17");
        if (exchange.getRequestURI().getPath().equals("/moved")) {
            exchange.getResponseHeaders().add("Location", "/here");
            exchange.sendResponseHeaders(302, -1);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
        } else {
            byte[] body = "{\n \"id\" : \"7\"\n}".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Test
    void requestsCarryHeadersAndBodiesAndNoCommandLineDoes() throws IOException {
        assertThat(outputOf("""
                _H1="X-Token: $API_TOKEN"
                _post '{"a": "@b"}' "$URL/records?x=[1]" '' PUT 'application/json' | _normalizeJson
                grep -i '^x-request-id' "$HTTP_HEADER" | tr -d '\\r'
                _get "$URL/moved" >/dev/null
                _post '' "$URL/empty" base64; echo
                _get "$URL/headers" onlyheader | head -n 1 | tr -d '\\r'
                """)).isEqualTo("""
                        {"id":"7"}X-request-id: 17
                        ewogImlkIiA6ICI3Igp9
                        HTTP/1.1 200 OK
                        """);
        String token = TOKEN.strip();
        assertThat(requests)
                .containsExactly(
                        "PUT /records?x=[1] " + token + " application/json {\"a\": \"@b\"}",
                        "GET /moved " + token + " null ",
                        "GET /here " + token + " null ",
                        "POST /empty " + token + " null ",
                        "HEAD /headers " + token + " null ");
        assertThat(commandLines)
                .anyMatch(line -> line.startsWith("curl"))
                .noneMatch(line -> line.contains("bridge-token"));
    }

    @Test
    void aServerThatIsNotThereIsAnErrorOfTheScripts() throws IOException {
        server.stop(0);
        assertThatThrownBy(() -> outputOf("_get \"$URL/\" || { _err 'cannot ask' \"$URL\"; return 1; }"))
                .hasMessageContaining("curl: (7)")
                .hasMessageContaining("cannot ask=");
    }

    @Test
    void leavesNothingBehind() throws IOException {
        Path place = Path.of(
                outputOf("_get \"$URL/\" >/dev/null; dirname \"$HTTP_HEADER\"").strip());
        assertThat(place).isAbsolute().doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"sha1, HmacSHA1, 20", "sha256, HmacSHA256, 64", "sha256, HmacSHA256, 131"})
    void authenticatesAsTheJdkDoes(String name, String algorithm, int keyLength) throws Exception {
        byte[] key = new byte[keyLength];
        for (int i = 0; i < keyLength; i++) {
            key[i] = (byte) (i * 7 + 1);
        }
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        String expected = HexFormat.of().formatHex(mac.doFinal("to be signed".getBytes(StandardCharsets.US_ASCII)));
        String hexKey = HexFormat.of().formatHex(key);
        assertThat(outputOf(
                        "printf 'to be signed' | _hmac %s %s hex; printf 'to be signed' | _hmac %1$s %2$s | _hex_dump"
                                .formatted(name, hexKey)))
                .isEqualTo(expected + "\n" + expected.replaceAll("..", " $0"));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', textBlock = """
            printf 'a b/\\303\\274~"' | _url_encode => a%20b%2f%c3%bc~%22
            printf 'a/' | _url_encode upper-hex => a%2F
            printf abc | _digest sha256 hex => ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
            printf abc | _digest md5 => kAFQmDzST7DWlj99KOF/cg==
            printf abc | _base64 | _dbase64 => abc
            printf '61 4200ff' | _h2b | _hex_dump => ` 61 42 00 ff`
            printf 'x"id":"12",y' | _egrep_o '"id":"[0-9]*"' => "id":"12"
            _contains 'the zone' 'z.*e' && echo yes => yes
            _startswith zone zo && _endswith zone ne && echo yes => yes
            _contains zone x || _startswith zone ne || echo no => no
            _getfield a,b,c 2 => b
            _getfield a::c 2 : => a
            _math 2 + 3 '*' 4 => 14
            printf 'Ab' | _lower_case; printf 'Ab' | _upper_case => abAB
            printf '1\\n2\\n3\\n' | _head_n 2 | _tail_n 1 => 2
            _date2time 2026-01-02T03:04:05Z => 1767323045
            _saveaccountconf_mutable K "a'b $"; _readaccountconf K => a'b $
            _savedomainconf K v; _cleardomainconf K; _readdomainconf K; echo . => .
            _saveaccountconf 'K; touch x' v 2>/dev/null || echo no => no
            _info 'news'; _debug 'not this'; _secure_debug token $API_TOKEN => news
            _exists curl && ! _exists no-such-program && echo yes => yes
            printf 'a+b/c==' | _url_replace => a-b_c
            """)
    void functionsDoWhatScriptsExpect(String line, String expected) throws IOException {
        assertThat(outputOf(line).stripTrailing()).isEqualTo(expected);
    }

    @Test
    void signsByRsa() throws IOException {
        assertThat(outputOf("""
                openssl genrsa -out key.pem 2048 2>/dev/null && openssl rsa -in key.pem -pubout -out public.pem 2>/dev/null
                printf text | _sign key.pem sha256 | _dbase64 >signature
                printf text | openssl dgst -sha256 -verify public.pem -signature signature
                """)).contains("Verified OK");
    }

    @Test
    void whatIsSecretIsHiddenInWhatIsAskedFor() throws IOException {
        assertThat(outputOf("DEBUG=2; { _debug a b; _secure_debug2 token \"$API_TOKEN\"; _debug3 c d; } 2>&1"))
                .isEqualTo("a='b'\ntoken='***'\n");
    }

    /** What the script's function prints when it is called to add. */
    private String outputOf(String body) throws IOException {
        Path script = FolderVendor.program(folder.resolve("dns_probe.sh"), """
                dns_probe_add() {
                    [ "$1 $2" = "_acme-challenge.example.test the-value" ] || return 1
                    {
                %s
                    } >printed
                }
                """.formatted(body));
        Map<String, String> environment = new TreeMap<>(Map.of(
                "API_TOKEN",
                TOKEN,
                "URL",
                "http://127.0.0.1:" + server.getAddress().getPort()));
        StringBuilder lines = new StringBuilder();
        environment.forEach(
                (name, value) -> lines.append(name).append('=').append(value).append('\n'));
        try (DnsProvider provider = DnsProviders.named(
                "exec", Map.of("program", script.toString(), "mode", "acme-sh", "environment", lines.toString()))) {
            provider.append(DnsZone.of("example.test"), List.of(TXT));
        }
        return Files.readString(folder.resolve("printed"));
    }
}
