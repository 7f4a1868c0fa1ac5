package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.core.DomainName;
import io.gatehouse.proxy.AccessLog;
import io.gatehouse.proxy.Balance;
import io.gatehouse.proxy.ClientCertificates;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.StaticFiles;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Caddy cannot do at all, or not in this version, in either of its languages. */
final class CaddyRefusals {
    private static final String NO_RATE_LIMIT =
            "asks for a rate limit, which Caddy has only with a plug-in; leave it out or print for another server";

    private final Rendering rendering;

    private CaddyRefusals(Rendering rendering) {
        this.rendering = rendering;
    }

    static void find(Rendering rendering) {
        rendering.require("version", "\"protocols\" in its server options", CaddyVersions.OLDEST);
        CaddyRefusals refusals = new CaddyRefusals(rendering);
        refusals.accessLog(rendering.proxy().accessLog());
        rendering.sites().forEach(refusals::site);
    }

    /** What the Caddyfile cannot say in this version, though Caddy's JSON can. */
    static void findInCaddyfile(Rendering rendering) {
        Map<Path, SiteScope> authorities = new LinkedHashMap<>();
        for (SiteScope scope : rendering.sites()) {
            scope.site()
                    .clientCertificates()
                    .ifPresent(clients -> authorities.putIfAbsent(clients.authorities(), scope));
        }
        if (!authorities.isEmpty() && !rendering.has(CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS)) {
            rendering.note(
                    "Of each file of client authorities, only the first certificate counts in a Caddyfile before "
                            + CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS
                            + "; where there are more, print for caddy-json.");
        }
        if (authorities.size() > 1 && !rendering.has(CaddyVersions.NO_TICKETS_FOR_CLIENTS)) {
            authorities.values().stream()
                    .skip(1)
                    .forEach(scope -> rendering.refuse(
                            scope.field("clientCertificates.authorities"),
                            "differ from another site's, whose sessions a Caddyfile before "
                                    + CaddyVersions.NO_TICKETS_FOR_CLIENTS
                                    + " cannot keep from being resumed here; print for caddy-json, which can"));
        }
    }

    private void accessLog(AccessLog log) {
        if (log instanceof AccessLog.ToSyslog) {
            rendering.refuse(
                    "accessLog",
                    "asks for syslog, whose protocol Caddy does not speak; log to a file, or print for another server");
        }
        if (log instanceof AccessLog.AsServerIsSetUp) {
            rendering.refuse(
                    "accessLog",
                    "asks for what is set up beside this file, and Caddy has nothing beside it; leave it out, name a file"
                            + " or turn it off");
        }
    }

    private void site(SiteScope scope) {
        Site site = scope.site();
        if (site.tls().offersDeprecatedTls()) {
            rendering.refuse(
                    scope.field("tls.protocols"),
                    "Caddy has no TLS before 1.2; use another server for clients that need it");
        }
        if (site.clientCertificates().flatMap(ClientCertificates::revocations).isPresent()) {
            rendering.refuse(
                    scope.field("clientCertificates.revocations"),
                    "Caddy looks at no revocation lists; give clients short-lived certificates and leave it out, or print"
                            + " for another server");
        }
        if (speaksHttp3(site)) {
            rendering.require(
                    scope.field("httpVersions"),
                    "HTTP/3 without early data, which whoever recorded it can send again",
                    CaddyVersions.NO_EARLY_DATA);
        }
        if (speaksHttp3(site) != speaksHttp3(rendering.firstSite().site())) {
            rendering.refuse(
                    scope.field("httpVersions"),
                    "differ from " + rendering.firstSite().field("httpVersions")
                            + " in HTTP_3, and Caddy speaks it on a port for all names or for none; give both the same");
        }
        site.hosts().stream()
                .filter(DomainName::isWildcard)
                .forEach(host -> rendering.note(host.text()
                        + " stands for exactly one label in Caddy, as it does in certificates; nginx, Apache and HAProxy take"
                        + " deeper names, too."));
        if (site.rateLimit().isPresent()) {
            rendering.refuse(scope.field("rateLimit"), NO_RATE_LIMIT);
        }
        scope.routes().forEach(this::route);
    }

    private void route(RouteScope route) {
        if (route.route().rateLimit().isPresent()) {
            rendering.refuse(route.field("rateLimit"), NO_RATE_LIMIT);
        }
        if (route.route().answer() instanceof Upstreams upstreams
                && upstreams.servers().size() > 1
                && upstreams.balance() == Balance.CLIENT_ADDRESS
                && !rendering.proxy().trustedProxies().ranges().isEmpty()) {
            rendering.require(
                    route.field("upstreams.balance"),
                    "choice by a client's address behind trusted proxies",
                    CaddyVersions.CLIENT_ADDRESS_HASH);
        }
        if (route.route().answer() instanceof StaticFiles files
                && files.fallback().isPresent()
                && files.root().toString().matches("(?s).*[*?\\[\\]\\\\].*")) {
            rendering.refuse(
                    route.field("files.root"),
                    "holds one of * ? [ ] \\, which Caddy takes for a pattern where it looks for a fall-back; choose another"
                            + " name");
        }
    }

    private static boolean speaksHttp3(Site site) {
        return site.httpVersions().contains(HttpVersion.HTTP_3);
    }
}
