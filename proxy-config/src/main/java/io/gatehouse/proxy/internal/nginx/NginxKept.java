package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.SiteScope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one rendering leaves for the next.
 *
 * @param proxy what was printed
 * @param sessionsCross as {@link NginxTls#sessionsCross} says
 * @param scopes where its sites stood
 * @param sites what was printed of each site
 * @param siteFiles the files of sites, in their order
 * @param userFiles the files of users
 * @param config everything
 */
record NginxKept(
        ReverseProxy proxy,
        boolean sessionsCross,
        List<SiteScope> scopes,
        List<NginxSite> sites,
        List<NginxSite.SiteFile> siteFiles,
        Map<String, Grammar.Printed> userFiles,
        RenderedConfig config) {
    /** What was kept, unless something changed that every server block depends on. */
    static Optional<NginxKept> stillGood(@Nullable NginxKept kept, ReverseProxy proxy, NginxShared shared) {
        return Optional.ofNullable(kept)
                .filter(one -> one.sessionsCross == shared.sessionsCross() && one.proxy.differsInSitesAlone(proxy));
    }

    /** What was printed of a site, if it stands where it stood: after that its fields are named. */
    @Nullable
    NginxSite of(SiteScope scope) {
        NginxSite site = scope.number() <= sites.size() ? sites.get(scope.number() - 1) : null;
        return site != null && site.scope().equals(scope) ? site : null;
    }
}
