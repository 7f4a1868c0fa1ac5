package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.RouteKind;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.Upstreams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A site under printing: what is printed, and how problems name its fields.
 *
 * @param site the site
 * @param number its place among the sites, from 1
 * @param prefix what stands before its fields' names
 */
public record SiteScope(Site site, int number, String prefix) {
    /**
     * The sites of a proxy, in their order.
     *
     * @param earlier those of an earlier rendering of it; of these, each is taken whose site is still in its place
     */
    public static List<SiteScope> of(ReverseProxy proxy, List<SiteScope> earlier) {
        boolean sameNames = !earlier.isEmpty() && earlier.get(0).prefix().equals(proxy.fieldPrefix(0));
        List<Site> sites = proxy.sites();
        List<SiteScope> scopes = new ArrayList<>(sites.size());
        for (int i = 0; i < sites.size(); i++) {
            SiteScope before = sameNames && i < earlier.size() ? earlier.get(i) : null;
            scopes.add(
                    before != null && before.site().equals(sites.get(i))
                            ? before
                            : new SiteScope(sites.get(i), i + 1, proxy.fieldPrefix(i)));
        }
        return scopes;
    }

    /** A field's name as problems give it: {@code acme.webroot}, or {@code sites[3].acme.webroot}. */
    public String field(String name) {
        return prefix + name;
    }

    /** Whether some route takes everything, so that nothing is left to answer 404. */
    public boolean takesEverything() {
        return site.routes().stream().anyMatch(route -> route.path().text().equals("/"));
    }

    /** A token for each host. */
    public List<Token> hosts() {
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < site.hosts().size(); i++) {
            tokens.add(
                    Token.value(field("hosts[" + i + "]"), site.hosts().get(i).text()));
        }
        return tokens;
    }

    /** The routes, longest path first: the order in which they are tried. */
    public List<RouteScope> routes() {
        List<Route> given = site.routes();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt(
                        (Integer i) -> given.get(i).path().text().length())
                .reversed());
        List<RouteScope> routes = new ArrayList<>();
        for (int i : order) {
            routes.add(new RouteScope(given.get(i), routes.size() + 1, field("routes[" + i + "]")));
        }
        return routes;
    }

    /**
     * A route under printing.
     *
     * @param route the route
     * @param number its place in the order in which they are tried, from 1
     * @param field its name in problems
     */
    public record RouteScope(Route route, int number, String field) {
        /** The name of one of its own fields. */
        public String field(String name) {
            return field + "." + name;
        }

        /** The applications that answer it. */
        public Upstreams upstreams() {
            if (route.answer() instanceof Upstreams upstreams) {
                return upstreams;
            }
            throw new IllegalStateException(field + " has no upstreams");
        }

        /** Whether requests here may become WebSockets. */
        public boolean isWebSocket() {
            return route.kind() == RouteKind.WEB_SOCKET;
        }

        /** Whether it takes everything that no other route takes. */
        public boolean takesTheRest() {
            return route.path().text().equals("/");
        }
    }
}
