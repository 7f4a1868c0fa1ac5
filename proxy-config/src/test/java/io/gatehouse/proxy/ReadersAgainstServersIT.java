package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.reading.Reader;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the injection tests rely on: a token that our reader of a language takes for a value is that value to the server
 * itself. The readers may refuse more than the servers do, never read anything otherwise.
 *
 * <p>A few hundred tokens for each server; {@code -Dreadings=20000} for as many as that.
 */
class ReadersAgainstServersIT {
    private static final int COUNT = Integer.getInteger("readings", 400);
    private static final Path APACHE_MODULES = Path.of("/usr/lib/apache2/modules");

    private static final Pattern RESPONSE = Pattern.compile(
            "\\{(?:\"body\":\"((?:[^\"\\\\]|\\\\.)*)\",)?\"handler\":\"static_response\"\\}\\],\"match\":\\[\\{\"path\":\\[\"(/[0-9]+)\"");

    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-f]{4}|.)");

    @TempDir
    private Path folder;

    private final int port = LoopbackPorts.free();

    @BeforeEach
    void letWorkersIn() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void nginx() throws IOException {
        Map<String, String> tokens = RawTokens.readable(Reader.of("nginx"), "return 200 ", ";", COUNT);
        tokens.values().removeIf(value -> value.contains("$")); // A variable, to the reader as well.
        List<String> lines = new ArrayList<>(List.of(
                "pid nginx.pid; daemon off; error_log stderr; events {}",
                "http { access_log off; server { listen 127.0.0.1:" + port + ";"));
        for (String token : tokens.keySet()) {
            lines.add("location = /" + lines.size() + " { return 200 " + token + ";\n}");
        }
        lines.add("}}");

        assertAnswers(ServerUnderTest.NGINX, tokens, lines, 2);
    }

    @Test
    void haproxy() throws IOException {
        Map<String, String> tokens = RawTokens.readable(
                Reader.of("haproxy"),
                "frontend all\nhttp-request return status 200 content-type text/plain string ",
                " if { path /1 }",
                COUNT);
        tokens.values().removeIf(String::isEmpty); // Read as such, and refused by this directive.
        List<String> lines = new ArrayList<>(
                List.of("defaults", "mode http", "timeout client 20s", "frontend all", "bind 127.0.0.1:" + port));
        for (String token : tokens.keySet()) {
            lines.add("http-request return status 200 content-type text/plain string " + token + " if { path /"
                    + lines.size() + " }");
        }

        assertAnswers(ServerUnderTest.HAPROXY, tokens, lines, 5);
    }

    @Test
    void apache() throws IOException {
        Map<String, String> tokens = RawTokens.readable(Reader.of("apache"), "SetEnv V ", "", COUNT);
        Files.writeString(Files.createDirectories(folder.resolve("pages")).resolve("page"), "");
        List<String> lines = new ArrayList<>(List.of(
                "ServerName localhost",
                "ServerRoot " + folder,
                "DocumentRoot " + folder.resolve("pages"),
                "PidFile httpd.pid",
                "ErrorLog /dev/stderr",
                "Listen 127.0.0.1:" + port));
        for (String module : List.of("mpm_event", "authz_core", "env", "headers")) {
            lines.add("LoadModule " + module + "_module " + APACHE_MODULES + "/mod_" + module + ".so");
        }
        int number = 0;
        for (String token : tokens.keySet()) {
            lines.add("SetEnv V" + number + " " + token);
            lines.add("Header set V" + number + " expr=%{base64:%{reqenv:V" + number + "}}");
            number++;
        }

        try (RunningPeer running = start(ServerUnderTest.APACHE, lines)) {
            RawClient.Answer answer = RawClient.getInClear(port, "localhost", "/page");
            number = 0;
            for (Map.Entry<String, String> token : tokens.entrySet()) {
                byte[] read =
                        Base64.getDecoder().decode(answer.header("V" + number++).get(0));
                assertRead(token, new String(read, StandardCharsets.UTF_8));
            }
            assertThat(running.isAlive()).isTrue();
        }
    }

    /** Caddy says itself what it read; running, it would also fill in placeholders, which are none of the grammar's. */
    @Test
    void caddy() throws IOException {
        Map<String, String> tokens =
                RawTokens.readable(Reader.of("caddy"), "http://localhost {\nrespond /1 ", "\n}", COUNT);
        List<String> lines = new ArrayList<>(List.of("http://localhost {"));
        for (String token : tokens.keySet()) {
            lines.add("respond /" + lines.size() + " " + token);
        }
        lines.add("}");
        Path file = Files.write(folder.resolve("Caddyfile"), lines);
        String json = ServerUnderTest.CADDY
                .peer()
                .run("adapt", "--adapter", "caddyfile", "--config", file.toString())
                .orThrow()
                .output();
        Map<String, String> bodies = new HashMap<>();
        Matcher response = RESPONSE.matcher(json);
        while (response.find()) {
            bodies.put(response.group(2), response.group(1) == null ? "" : unescape(response.group(1)));
        }

        int number = 1;
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            assertRead(token, bodies.get("/" + number++));
        }
    }

    private void assertAnswers(ServerUnderTest server, Map<String, String> tokens, List<String> lines, int first)
            throws IOException {
        try (RunningPeer running = start(server, lines)) {
            int number = first;
            for (Map.Entry<String, String> token : tokens.entrySet()) {
                RawClient.Answer answer = RawClient.getInClear(port, "localhost", "/" + number++);
                assertThat(answer.status()).as(token.getKey()).isEqualTo(200);
                assertRead(token, new String(answer.content(), StandardCharsets.UTF_8));
            }
            assertThat(running.isAlive()).isTrue();
        }
    }

    private RunningPeer start(ServerUnderTest server, List<String> lines) throws IOException {
        return server.start(folder, Files.write(folder.resolve("config"), lines), port);
    }

    private static void assertRead(Map.Entry<String, String> token, @Nullable String read) {
        assertThat(read).as("what the server makes of %s", token.getKey()).isEqualTo(token.getValue());
    }

    private static String unescape(String json) {
        return ESCAPE.matcher(json).replaceAll(escape -> {
            String text = escape.group(1);
            String plain = text.startsWith("u")
                    ? Character.toString((char) Integer.parseInt(text.substring(1), 16))
                    : text.replace('t', '\t').replace('n', '\n').replace('r', '\r');
            return Matcher.quoteReplacement(plain);
        });
    }
}
