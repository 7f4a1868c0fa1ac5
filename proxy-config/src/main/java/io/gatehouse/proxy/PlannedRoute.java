package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A route as it was asked for, before its texts are read and a missing upstream is borrowed. */
record PlannedRoute(String path, @Nullable String upstream, boolean webSocket) {

    /** Reads the routes, in their order; those that cannot be read are left out and reported. */
    static List<Route> settle(List<PlannedRoute> planned, String prefix, List<Problem> problems) {
        List<@Nullable Route> routes = new ArrayList<>();
        List<@Nullable RoutePath> paths = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            PlannedRoute plan = planned.get(i);
            String field = prefix + "routes[" + i + "]";
            RoutePath path = read(field + ".path", () -> RoutePath.of(plan.path()), problems);
            String url = plan.upstream();
            Upstream upstream = url == null ? null : read(field + ".upstream", () -> Upstream.of(url), problems);
            paths.add(path);
            routes.add(path == null || upstream == null ? null : new Route(path, upstream, plan.webSocket()));
        }
        return borrow(planned, paths, routes, prefix, problems);
    }

    private static List<Route> borrow(
            List<PlannedRoute> planned,
            List<@Nullable RoutePath> paths,
            List<@Nullable Route> routes,
            String prefix,
            List<Problem> problems) {
        List<Route> settled = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            RoutePath path = paths.get(i);
            Route route = routes.get(i);
            if (route != null) {
                settled.add(route);
            } else if (path != null && planned.get(i).upstream() == null) {
                Optional<Route> around = around(path, routes);
                around.ifPresent(giver -> settled.add(new Route(path, giver.upstream(), true)));
                if (around.isEmpty()) {
                    problems.add(new Problem(
                            prefix + "routes[" + i + "].upstream",
                            "no route lies around \"" + path + "\"; add one or name the upstream"));
                }
            }
        }
        return settled;
    }

    private static Optional<Route> around(RoutePath path, List<@Nullable Route> routes) {
        List<Route> givers = new ArrayList<>();
        for (Route route : routes) {
            if (route != null && !route.webSocket() && route.path().encloses(path)) {
                givers.add(route);
            }
        }
        return givers.stream()
                .max(Comparator.comparingInt(route -> route.path().text().length()));
    }

    private static <T> @Nullable T read(String field, Supplier<T> value, List<Problem> problems) {
        try {
            return value.get();
        } catch (InvalidModelException e) {
            e.problems().forEach(problem -> problems.add(new Problem(field, problem.message())));
            return null;
        }
    }
}
