package io.gatehouse.proxy.internal.apache;

import io.gatehouse.core.DomainName;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Redirect;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import java.util.List;

/** What no version of Apache can do with the modules that it comes with. */
final class ApacheRefusals {
    private static final String RATE_LIMIT =
            "counts requests, and Apache's own modules count only bytes (mod_ratelimit); leave it out, or use another server";

    private ApacheRefusals() {}

    static void check(Rendering rendering) {
        for (SiteScope scope : rendering.sites()) {
            if (scope.site().httpVersions().contains(HttpVersion.HTTP_3)) {
                rendering.refuse(scope.field("httpVersions"), "hold HTTP/3, which Apache does not speak; leave it out");
            }
            if (scope.site().rateLimit().isPresent()) {
                rendering.refuse(scope.field("rateLimit"), RATE_LIMIT);
            }
            hosts(rendering, scope);
            for (RouteScope route : scope.routes()) {
                check(rendering, route);
            }
        }
    }

    /** RFC 1123 section 2.1, which {@code HttpProtocolOptions Strict} holds clients to, as is usual since 2.4.24. */
    private static void hosts(Rendering rendering, SiteScope scope) {
        List<DomainName> hosts = scope.site().hosts();
        for (int i = 0; i < hosts.size(); i++) {
            List<String> labels = hosts.get(i).labels();
            String last = labels.get(labels.size() - 1);
            if (labels.size() > 1 && Character.isDigit(last.charAt(0))) {
                rendering.refuse(
                        scope.field("hosts[" + i + "]"),
                        hosts.get(i) + " ends in \"" + last
                                + "\", and to names whose last label begins with a digit Apache"
                                + " answers 400; choose a name whose last label begins with a letter");
            }
        }
    }

    private static void check(Rendering rendering, RouteScope route) {
        if (route.route().rateLimit().isPresent()) {
            rendering.refuse(route.field("rateLimit"), RATE_LIMIT);
        }
        if (route.route().basicAuth().isPresent() && route.route().answer() instanceof Redirect) {
            rendering.refuse(
                    route.field("basicAuth"),
                    "comes too late: Apache redirects before it asks for a password; leave it out");
        }
    }
}
