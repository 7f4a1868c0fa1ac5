package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Redirect;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.RouteKind;
import io.gatehouse.proxy.RouteTimeouts;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.StaticFiles;
import io.gatehouse.proxy.UnknownHosts;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import java.util.function.BiConsumer;

/** Finds the features that a model asks for, each with the field that does. */
final class FeatureWalk {
    private final BiConsumer<Feature, String> found;

    FeatureWalk(BiConsumer<Feature, String> found) {
        this.found = found;
    }

    void walk(ReverseProxy proxy) {
        found(proxy.accessLog().isPresent(), Feature.ACCESS_LOG, "accessLog");
        found(!proxy.trustedProxies().ranges().isEmpty(), Feature.TRUSTED_PROXIES, "trustedProxies");
        found(proxy.unknownHosts() != UnknownHosts.REFUSED, Feature.UNKNOWN_HOSTS_ANSWERED, "unknownHosts");
        for (SiteScope scope : SiteScope.of(proxy)) {
            site(scope);
            scope.routes().forEach(this::route);
        }
    }

    private void site(SiteScope scope) {
        Site site = scope.site();
        boolean http2 = site.httpVersions().contains(HttpVersion.HTTP_2);
        boolean http3 = site.httpVersions().contains(HttpVersion.HTTP_3);
        found(site.clientCertificates().isPresent(), Feature.CLIENT_CERTIFICATES, scope.field("clientCertificates"));
        found(!http2, Feature.HTTP_1_ALONE, scope.field("httpVersions"));
        found(http3, Feature.HTTP_3, scope.field("httpVersions"));
        found(site.bodyLimit().bytes().isPresent(), Feature.BODY_LIMIT, scope.field("bodyLimit"));
        found(site.rateLimit().isPresent(), Feature.RATE_LIMIT, scope.field("rateLimit"));
    }

    private void route(RouteScope scope) {
        Route route = scope.route();
        if (route.answer() instanceof Upstreams upstreams) {
            upstreams(scope, upstreams);
        }
        found(route.answer() instanceof StaticFiles, Feature.STATIC_FILES, scope.field("files"));
        found(route.answer() instanceof Redirect, Feature.REDIRECT, scope.field("redirect"));
        found(route.kind() == RouteKind.EVENTS, Feature.EVENTS, scope.field("kind"));
        RouteTimeouts printed = route.kind() == RouteKind.WEB_SOCKET
                ? RouteTimeouts.of(route.kind()).withSilence(route.timeouts().silence())
                : RouteTimeouts.of(route.kind());
        found(!route.timeouts().equals(printed), Feature.ROUTE_TIMEOUTS, scope.field("timeouts"));
        found(route.bodyLimit().isPresent(), Feature.BODY_LIMIT, scope.field("bodyLimit"));
        found(route.rateLimit().isPresent(), Feature.RATE_LIMIT, scope.field("rateLimit"));
        found(route.basicAuth().isPresent(), Feature.BASIC_AUTH, scope.field("basicAuth"));
        found(route.compression().isPresent(), Feature.COMPRESSION, scope.field("compression"));
    }

    private void upstreams(RouteScope scope, Upstreams upstreams) {
        boolean systemTrust =
                upstreams.tls().filter(tls -> tls.trust().isEmpty()).isPresent();
        found(upstreams.servers().size() > 1, Feature.SEVERAL_UPSTREAMS, scope.field("upstreams"));
        found(upstreams.activeHealth().isPresent(), Feature.ACTIVE_HEALTH, scope.field("upstreams.activeHealth"));
        found(systemTrust, Feature.SYSTEM_TRUST, scope.field("upstreams.tls.trust"));
    }

    private void found(boolean isThere, Feature feature, String field) {
        if (isThere) {
            found.accept(feature, field);
        }
    }
}
