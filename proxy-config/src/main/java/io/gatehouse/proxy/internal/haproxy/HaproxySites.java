package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;

import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.MatchOrder;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** The names that HAProxy's sections call sites, routes and solvers by, and what the sites have in common. */
final class HaproxySites {
    private static final String ACME_BACKEND = "acme_challenge";
    private static final String NOBODY = "not_found";

    private final List<SiteScope> inMatchOrder;
    private final List<AcmeGroup> groups;
    private final boolean sameHeaders;

    HaproxySites(Rendering rendering) {
        this.inMatchOrder = MatchOrder.of(rendering);
        this.groups = AcmeGroup.of(rendering);
        this.sameHeaders = inMatchOrder.stream()
                        .map(scope -> SecurityHeader.of(scope.site()))
                        .distinct()
                        .count()
                == 1;
    }

    List<SiteScope> inMatchOrder() {
        return inMatchOrder;
    }

    List<AcmeGroup> acmeGroups() {
        return groups;
    }

    boolean areSeveral() {
        return inMatchOrder.size() > 1;
    }

    /** Whether the frontend can set the response headers for all; else each backend sets its site's. */
    boolean haveTheSameHeaders() {
        return sameHeaders;
    }

    String backend(SiteScope scope, RouteScope route) {
        return (areSeveral() ? acl(scope) + "_" : "") + "route_" + route.number();
    }

    /** Who answers 404 for what no route takes. */
    String nobody(SiteScope scope) {
        return sameHeaders ? NOBODY : acl(scope) + "_" + NOBODY;
    }

    /** Who answers 404 where no site has a say. */
    String nobody() {
        return NOBODY;
    }

    String acmeBackend(AcmeGroup group) {
        return groups.size() == 1
                ? ACME_BACKEND
                : ACME_BACKEND + "_" + group.sites().get(0).number();
    }

    static String acl(SiteScope scope) {
        return "site_" + scope.number();
    }

    static List<Node> responseHeaders(SiteScope scope) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("On every answer, errors included; the application's own copies are dropped."));
        for (SecurityHeader header : SecurityHeader.of(scope.site())) {
            Node node = line(
                    "http-after-response",
                    Token.word(header.replaces() ? "set-header" : "add-header"),
                    Token.word(header.name()),
                    Token.text(header.value()));
            nodes.add(forField(scope.field(header.field()), List.of(node)));
        }
        return nodes;
    }
}
