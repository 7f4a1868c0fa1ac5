package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.reading.Entry;
import io.gatehouse.proxy.reading.Reader;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** None of the faults of the page that our output replaces is in our output. */
class SeedFaultsTest {
    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache", "haproxy", "caddy"})
    void noServerRepeatsThem(String server) {
        List<String> words = Entry.allWords(read(server));
        String all = String.join(" ", words);

        assertThat(all).as("TLS 1.1 offered, 1.3 not").doesNotContainPattern("(?i)tlsv?1\\.[01]\\b");
        assertThat(all).containsPattern("(?i)tls(v|_)?1\\.2");
        assertThat(all)
                .as("CBC and finite-field Diffie-Hellman")
                .doesNotContain("AES256+", "EDH", " DHE", ":DHE", "CBC");
        assertThat(all).as("Host as the client spells it").doesNotContain("http_host");
        assertThat(all.toLowerCase(Locale.ROOT))
                .as("the Origin header, on which the application's cross-site check rests")
                .doesNotContain("origin \"\"", "set origin", "proxy_set_header origin", "header_up origin");
        assertThat(words).as("client-given addresses passed on").doesNotContain("$proxy_add_x_forwarded_for");
        assertThat(words).contains("Strict-Transport-Security");
        assertThat(all).as("two years").contains("max-age=63072000");
        assertThat(all).doesNotContain("X-XSS-Protection", "dhparam", "stapling");
    }

    @Test
    void nginxTellsTheWebSocketRouteAllThatTheOthersAreTold() {
        List<Entry> site = last(read("nginx")).block();
        List<List<String>> everywhere = site.stream()
                .map(Entry::words)
                .filter(words -> words.get(0).equals("proxy_set_header"))
                .filter(words -> !words.get(1).equals("Connection"))
                .toList();
        Entry webSocket = site.stream()
                .filter(entry -> entry.words().equals(List.of("location", "=", "/api/ws")))
                .findFirst()
                .orElseThrow();

        assertThat(everywhere).hasSize(6);
        assertThat(webSocket.block()).extracting(Entry::words).containsAll(everywhere);
        assertThat(webSocket.block()).extracting(Entry::words).contains(List.of("proxy_read_timeout", "3600s"));
    }

    @Test
    void nginxListensOnPort80() {
        assertThat(read("nginx"))
                .filteredOn(server ->
                        server.block().stream().anyMatch(entry -> entry.words().equals(List.of("listen", "80"))))
                .singleElement()
                .satisfies(server ->
                        assertThat(Entry.allWords(List.of(server))).contains("301", "https://$host$request_uri"));
    }

    @Test
    void apacheTakesTheWebSocketRouteFirstAndWithTheSameSlash() {
        List<List<String>> passes = last(read("apache")).block().stream()
                .map(Entry::words)
                .filter(words -> words.get(0).equals("ProxyPass"))
                .toList();

        assertThat(passes.get(0)).startsWith("ProxyPass", "/api/ws", "http://127.0.0.1:3000/api/ws");
        assertThat(passes.get(1)).startsWith("ProxyPass", "/", "http://127.0.0.1:3000/");
        assertThat(Entry.allWords(read("apache"))).contains("SSLProtocol", "-all", "X-Forwarded-Proto");
    }

    private static List<Entry> read(String server) {
        return Reader.of(server)
                .read(ProxyDialects.named(server)
                        .render(SemaphoreCase.quickstart())
                        .entryContent());
    }

    private static Entry last(List<Entry> entries) {
        return entries.get(entries.size() - 1);
    }
}
