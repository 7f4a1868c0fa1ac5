package io.gatehouse.proxy.internal.apache;

import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.RouteKind;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.StaticFiles;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.Rendering;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which of Apache's modules a model needs; all of them come with Apache itself. */
final class ApacheModules {
    private static final List<String> ALWAYS =
            List.of("alias", "authz_core", "env", "headers", "rewrite", "socache_shmcb", "ssl");

    private static final List<String> BALANCER = List.of("proxy_balancer", "slotmem_shm");

    private final Set<String> modules = new TreeSet<>(ALWAYS);
    private final boolean upgradesByItself;

    private ApacheModules(boolean upgradesByItself) {
        this.upgradesByItself = upgradesByItself;
    }

    /** Their names, sorted. */
    static List<String> of(Rendering rendering) {
        ApacheModules needed = new ApacheModules(rendering.has(ApacheUpstreams.UPGRADE));
        if (!rendering.proxy().trustedProxies().ranges().isEmpty()) {
            needed.modules.add("remoteip");
        }
        rendering.proxy().sites().forEach(needed::site);
        return List.copyOf(needed.modules);
    }

    private void site(Site site) {
        if (site.httpVersions().contains(HttpVersion.HTTP_2)) {
            modules.add("http2");
        }
        if (site.acme() instanceof AcmeChallenges.HandOver) {
            modules.addAll(List.of("proxy", "proxy_http"));
        }
        site.routes().forEach(this::route);
    }

    private void route(Route route) {
        if (route.answer() instanceof Upstreams upstreams) {
            modules.addAll(List.of("proxy", "proxy_http"));
            if (route.kind() == RouteKind.WEB_SOCKET && !upgradesByItself) {
                modules.add("proxy_wstunnel");
            }
            balancer(upstreams);
        } else if (route.answer() instanceof StaticFiles) {
            modules.addAll(List.of("dir", "mime"));
        }
        if (route.basicAuth().isPresent()) {
            modules.addAll(List.of("auth_basic", "authn_core", "authn_file", "authz_user"));
        }
        if (route.compression().isPresent()) {
            modules.addAll(List.of("deflate", "filter"));
        }
    }

    private void balancer(Upstreams upstreams) {
        if (!ApacheUpstreams.needBalancer(upstreams)) {
            return;
        }
        modules.addAll(BALANCER);
        modules.add("lbmethod_" + ApacheUpstreams.lbmethod(upstreams.balance()));
        if (upstreams.activeHealth().isPresent()) {
            modules.addAll(List.of("proxy_hcheck", "watchdog"));
        }
    }
}
