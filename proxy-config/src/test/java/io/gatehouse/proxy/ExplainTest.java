package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each line of each file knows the field or the rule that made it. */
class ExplainTest {
    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache", "haproxy", "caddy", "caddy-json"})
    void everyDirectiveHasAReason(String dialect) {
        for (ReverseProxy proxy : List.of(SemaphoreCase.withSolver(), twoSites())) {
            RenderedConfig config = ProxyDialects.named(dialect)
                    .standalone(Path.of("/tmp/scratch"))
                    .render(proxy);
            for (String file : config.files().keySet()) {
                assertThat(unexplained(config, file)).as(file).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,ssl_protocols,tls",
        "nginx,add_header Referrer-Policy,headers.referrerPolicy",
        "nginx,ssl_certificate_key,certificates[0].privateKey",
        "nginx,proxy_read_timeout 3600s,routes[1].timeouts",
        "nginx,location \"/\",routes[0].path",
        "apache,SSLProtocol,tls",
        "apache,Header always set Strict-Transport-Security,hsts",
        "apache,ServerName \"semaphore,hosts[0]",
        "haproxy,ssl-default-bind-curves,tls",
        "haproxy,http-after-response set-header X-Frame-Options,headers.framing",
        "haproxy,server solver,acme.handOver",
        "caddy,protocols tls1.2,certificates[0].fullchain",
        "caddy,Referrer-Policy,headers.referrerPolicy",
        "caddy,@route_1 path_regexp,routes[1].path",
    })
    void tellsTheField(String dialect, String line, String field) {
        RenderedConfig config = ProxyDialects.named(dialect).render(SemaphoreCase.withSolver());

        assertThat(explain(config, line).field()).contains(field);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,return 444,names of no site",
        "nginx,proxy_buffering,unbuffered",
        "nginx,return 301,plain HTTP serves the ACME challenge",
        "apache,RequestHeader set X-Forwarded-For,the application is told",
        "haproxy,http-request set-header X-Forwarded-For,the application is told",
        "haproxy,timeout connect,around the sites",
        "caddy,abort,names of no site",
    })
    void tellsTheRule(String dialect, String line, String reason) {
        RenderedConfig config = ProxyDialects.named(dialect).render(SemaphoreCase.withSolver());

        assertThat(explain(config, line).reason()).contains(reason);
        assertThat(config.annotated(config.entry())).contains(line).contains(reason);
    }

    @Test
    void refusesLinesThatAreNotThere() {
        RenderedConfig config = ProxyDialects.named("nginx").render(SemaphoreCase.quickstart());

        assertThatThrownBy(() -> config.explain("site.conf", 0)).hasMessageContaining("no line 0");
        assertThatThrownBy(() -> config.explain("site.conf", 9999)).hasMessageContaining("no line 9999");
        assertThatThrownBy(() -> config.explain("other", 1)).hasMessageContaining("no file other");
        TreeMap<String, String> files = new TreeMap<>();
        files.put("a", "line\n");
        assertThat(new RenderedConfig("a", files, List.of()).explain("a", 1)).isEmpty();
    }

    private static Explanation explain(RenderedConfig config, String start) {
        List<String> lines = config.entryContent().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith(start)) {
                return config.explain(config.entry(), i + 1).orElseThrow();
            }
        }
        throw new AssertionError("No line starts with " + start + " in " + config.entryContent());
    }

    private static List<String> unexplained(RenderedConfig config, String file) {
        List<String> lines = config.content(file).lines().toList();
        assertThat(config.explanations().get(file)).hasSameSizeAs(lines);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean directive = !lines.get(i).isBlank() && !lines.get(i).strip().startsWith("#");
            if (directive && config.explain(file, i + 1).isEmpty()) {
                found.add(lines.get(i));
            }
        }
        return found;
    }

    private static ReverseProxy twoSites() {
        return ReverseProxy.builder()
                .site(Site.forHosts("a.example")
                        .tls(TlsPolicy.intermediate(), SemaphoreCase.certificate())
                        .acme(AcmeChallenges.handOver(Upstream.of("http://127.0.0.1:5002")))
                        .route("/a", "http://127.0.0.1:1"))
                .site(Site.forHosts("*.b.example")
                        .tls(TlsPolicy.intermediate(), SemaphoreCase.certificate())
                        .framing(Framing.SAME_ORIGIN)
                        .route("/", "http://127.0.0.1:2")
                        .webSocket("/ws"))
                .build();
    }
}
