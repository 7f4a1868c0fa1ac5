package io.gatehouse.proxy.internal.haproxy;

import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The names that HAProxy's sections call sites, routes and solvers by, and what the sites have in common. */
final class HaproxySites {
    private static final String ACME_BACKEND = "acme_challenge";
    private static final String NOBODY = "not_found";

    private final List<SiteGroup> groups;
    private final List<AcmeGroup> acmeGroups;
    private final boolean sameHeaders;
    private final boolean sameClients;

    HaproxySites(Rendering rendering) {
        this.groups = SiteGroup.of(rendering);
        this.acmeGroups = AcmeGroup.of(rendering);
        this.sameHeaders = same(group -> SecurityHeader.of(group.site())) && same(group -> speaksHttp3(group));
        this.sameClients = same(group -> group.site().clientCertificates());
    }

    List<SiteGroup> groups() {
        return groups;
    }

    SiteGroup first() {
        return groups.get(0);
    }

    List<AcmeGroup> acmeGroups() {
        return acmeGroups;
    }

    boolean areSeveral() {
        return groups.size() > 1;
    }

    /** Whether the frontend can set the response headers for all; else each backend sets its site's. */
    boolean haveTheSameHeaders() {
        return sameHeaders;
    }

    /** Whether all ask clients for the same certificates, or none does. */
    boolean haveTheSameClients() {
        return sameClients;
    }

    /** All that some site offers, in the order of the sites. */
    Set<String> ciphers() {
        Set<String> ciphers = new LinkedHashSet<>();
        groups.forEach(group -> ciphers.addAll(group.site().tls().ciphers()));
        return ciphers;
    }

    /** Whether something is the same for all of them. */
    boolean same(Function<SiteGroup, Object> property) {
        return groups.stream().map(property).distinct().count() == 1;
    }

    static boolean speaksHttp3(SiteGroup group) {
        return group.speaks(HttpVersion.HTTP_3);
    }

    String backend(SiteGroup group, RouteScope route) {
        return prefix(group) + "route_" + route.number();
    }

    /** Whose table counts the requests that a site's own rate limit is about. */
    String rateTable(SiteGroup group) {
        return prefix(group) + "requests";
    }

    /** Who answers 404 for what no route takes. */
    String nobody(SiteGroup group) {
        return sameHeaders ? NOBODY : group.name() + "_" + NOBODY;
    }

    /** Who answers 404 where no site has a say. */
    String nobody() {
        return NOBODY;
    }

    String acmeBackend(AcmeGroup group) {
        return acmeGroups.size() == 1
                ? ACME_BACKEND
                : ACME_BACKEND + "_" + group.sites().get(0).number();
    }

    private String prefix(SiteGroup group) {
        return areSeveral() ? group.name() + "_" : "";
    }
}
