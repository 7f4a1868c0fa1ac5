package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.IncrementalRenderer;
import io.gatehouse.proxy.ProxyDialects;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.TlsPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many sites, of which one changes. */
class ProxyManySitesSnippetTest {
    @Test
    void oneSiteIsOneFile(@TempDir Path folder) {
        ReverseProxy proxy = ReverseProxy.builder()
                .site(site("a.example.org", 3000))
                .site(site("b.example.org", 3001))
                .build();
        Site changed = site("b.example.org", 3002).build();

        // region many
        IncrementalRenderer nginx = ProxyDialects.named("nginx").filesPerSite().incremental();
        RenderedConfig before = nginx.render(proxy);
        before.writeTo(folder);

        List<Site> sites = new ArrayList<>(proxy.sites());
        sites.set(1, changed);
        RenderedConfig after = nginx.render(proxy.withSites(sites));
        after.writeTo(folder, before); // sites/b.example.org.conf alone
        // end

        assertThat(after.changedSince(before)).containsExactly("sites/b.example.org.conf");
        assertThat(folder.resolve("sites/b.example.org.conf")).content().contains("3002");
    }

    private static Site.Builder site(String host, int port) {
        return Site.forHosts(host)
                .tls(TlsPolicy.intermediate(), CertificatePaths.in(Path.of("/etc/tls")))
                .route("/", "http://127.0.0.1:" + port);
    }
}
