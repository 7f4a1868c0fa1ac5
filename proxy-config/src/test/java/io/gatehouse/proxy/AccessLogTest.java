package io.gatehouse.proxy;

import static io.gatehouse.proxy.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where requests are recorded when somebody says so, and when nobody does. */
class AccessLogTest {
    @Test
    void unaskedStandsInItsUsualPlaceInAFormatOfOurs() {
        assertThat(print("nginx", SemaphoreCase.quickstart()).entryContent().lines())
                .filteredOn(line -> line.contains("access_log"))
                .hasSize(4)
                .allMatch(line -> line.contains("access_log /var/log/nginx/access.log gatehouse_log;"));
        assertThat(print("apache", SemaphoreCase.quickstart()).entryContent())
                .containsSubsequence(
                        "Define gatehouse_log \"logs/access_log\"",
                        "<IfFile \"/var/log/apache2\">",
                        "Define gatehouse_log \"/var/log/apache2/access.log\"",
                        "CustomLog \"${gatehouse_log}\" gatehouse");
        assertThat(print("haproxy", SemaphoreCase.quickstart()).entryContent())
                .contains("log /dev/log local0", "log-format ");
        assertThat(print("caddy", SemaphoreCase.quickstart()).entryContent()).containsPattern("(?m)^\tlog$");
        assertThat(print("caddy-json", SemaphoreCase.quickstart()).entryContent())
                .contains("\"request>uri\"", "\"logs\": {}");
    }

    @Test
    void itsUsualPlaceIsNamedWhereItCouldBeMissing() {
        assertThat(print("nginx", SemaphoreCase.quickstart()).notes())
                .anyMatch(note -> note.contains("/var/log/nginx/access.log") && note.contains("AccessLog.file"));
        assertRefused(() -> ProxyDialects.named("apache").version("2.4.33").render(tls12()), "accessLog");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void theServersOwnIsKeptByNameAndWithAWarning(String dialect) {
        RenderedConfig config = print(dialect, with(AccessLog.asServerIsSetUp()));

        assertThat(config.entryContent()).doesNotContain("access_log", "log_format", "CustomLog", "LogFormat");
        assertThat(config.notes()).anyMatch(note -> note.contains("every token in a query"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"haproxy", "caddy", "caddy-json"})
    void whoHasNothingBesideItsFileHasNoOtherLog(String dialect) {
        assertRefused(() -> print(dialect, with(AccessLog.asServerIsSetUp())), "accessLog");
    }

    @ParameterizedTest
    @CsvSource({"nginx,access_log off;", "apache,CustomLog \"/dev/null\" gatehouse"})
    void nothingIsWrittenWhereItIsOff(String dialect, String line) {
        List<String> lines =
                print(dialect, with(AccessLog.off())).entryContent().lines().toList();

        assertThat(lines)
                .filteredOn(one -> one.matches(".*(access_log|CustomLog) .*"))
                .isNotEmpty()
                .allMatch(one -> one.strip().equals(line));
    }

    private static ReverseProxy with(AccessLog log) {
        return ReverseProxy.builder()
                .accessLog(log)
                .site(Site.forHosts("a.example")
                        .tls(TlsPolicy.intermediate(), SemaphoreCase.certificate())
                        .route("/", "http://127.0.0.1:3000"))
                .build();
    }

    /** For servers that know nothing newer. */
    private static ReverseProxy tls12() {
        TlsPolicy policy = TlsPolicy.custom("The test asks a server from before TLS 1.3.")
                .protocols(TlsVersion.TLS_1_2)
                .cipherSuites()
                .build();
        return ReverseProxy.builder()
                .site(Site.forHosts("a.example")
                        .tls(policy, SemaphoreCase.certificate())
                        .route("/", "http://127.0.0.1:3000"))
                .build();
    }

    private static RenderedConfig print(String dialect, ReverseProxy proxy) {
        return ProxyDialects.named(dialect).render(proxy);
    }
}
