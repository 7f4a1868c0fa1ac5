package io.gatehouse.proxy.internal.apache;

import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Redirect;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;

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
            for (RouteScope route : scope.routes()) {
                check(rendering, route);
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
