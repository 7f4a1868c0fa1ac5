package io.gatehouse.proxy.internal.apache;

import io.gatehouse.proxy.RoutePath;
import io.gatehouse.proxy.internal.PathPattern;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which requests are a route's own: those under its path, but not those of the routes below it. Apache's sections, other than
 * its proxied paths, would hand everything down to these.
 */
final class RoutePatterns {
    private final Map<RouteScope, RouteScope> around = new HashMap<>();
    private final Map<RouteScope, List<RouteScope>> below = new HashMap<>();

    RoutePatterns(List<RouteScope> routes) {
        List<RouteScope> sorted = new ArrayList<>(routes);
        sorted.sort(Comparator.comparing(route -> path(route).below()));
        Deque<RouteScope> open = new ArrayDeque<>();
        for (RouteScope route : sorted) {
            while (!open.isEmpty() && !path(open.element()).encloses(path(route))) {
                open.pop();
            }
            if (!open.isEmpty()) {
                around.put(route, open.element());
                below.computeIfAbsent(open.element(), none -> new ArrayList<>()).add(route);
            }
            open.push(route);
        }
    }

    /** The closest route around another. */
    Optional<RouteScope> around(RouteScope route) {
        return Optional.ofNullable(around.get(route));
    }

    /** Whether others lie below, so that its path alone does not say which requests are its own. */
    boolean hasOthersBelow(RouteScope route) {
        return below.containsKey(route);
    }

    /** A regular expression for exactly the route's own requests. */
    String own(RouteScope route) {
        List<RouteScope> others = below.getOrDefault(route, List.of());
        return "^" + (others.isEmpty() ? "" : noneOf(others)) + PathPattern.under(path(route));
    }

    /** A regular expression for all requests that none of the routes takes. */
    static String otherThan(List<RouteScope> routes) {
        return "^" + noneOf(routes);
    }

    private static String noneOf(List<RouteScope> routes) {
        return routes.stream()
                .map(route -> PathPattern.under(path(route)))
                .collect(Collectors.joining("|", "(?!", ")"));
    }

    private static RoutePath path(RouteScope route) {
        return route.route().path();
    }
}
