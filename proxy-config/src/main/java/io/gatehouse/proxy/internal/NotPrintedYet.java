package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.ReverseProxy;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What each dialect has yet to learn. A model that asks for one of these is refused, field by field, so that nothing is ever
 * dropped in silence. Who teaches a dialect a feature takes its line out here.
 */
final class NotPrintedYet {
    private static final Set<Feature> NGINX = EnumSet.noneOf(Feature.class);

    private static final Set<Feature> APACHE = EnumSet.of(
            Feature.ACCESS_LOG,
            Feature.TRUSTED_PROXIES,
            Feature.UNKNOWN_HOSTS_ANSWERED,
            Feature.CLIENT_CERTIFICATES,
            Feature.HTTP_1_ALONE,
            Feature.HTTP_3,
            Feature.BODY_LIMIT,
            Feature.RATE_LIMIT,
            Feature.SEVERAL_UPSTREAMS,
            Feature.ACTIVE_HEALTH,
            Feature.SYSTEM_TRUST,
            Feature.STATIC_FILES,
            Feature.REDIRECT,
            Feature.EVENTS,
            Feature.ROUTE_TIMEOUTS,
            Feature.BASIC_AUTH,
            Feature.COMPRESSION);

    private static final Map<String, Set<Feature>> BY_SERVER = Map.of("nginx", NGINX, "Apache httpd", APACHE);

    private NotPrintedYet() {}

    /**
     * Stops the rendering of a model that asks for too much.
     *
     * @throws io.gatehouse.core.InvalidModelException with every field at fault
     */
    static void refuse(String server, ReverseProxy proxy, Problems problems) {
        Set<Feature> missing = BY_SERVER.getOrDefault(server, Set.of());
        new FeatureWalk((feature, field) -> {
                    if (missing.contains(feature)) {
                        problems.add(
                                field,
                                "asks for " + feature.words() + ", which is not printed for " + server
                                        + " yet; leave it out or print for another server");
                    }
                })
                .walk(proxy);
        problems.throwIfAny(server + " configuration");
    }
}
