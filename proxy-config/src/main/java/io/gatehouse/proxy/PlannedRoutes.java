package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A site's routes as they were asked for: reads their texts, and lends upstreams to those that name none. */
final class PlannedRoutes {
    private final List<Route.Builder> planned;
    private final String prefix;
    private final List<Problem> problems;
    private final List<@Nullable RoutePath> paths = new ArrayList<>();
    private final List<@Nullable RouteAnswer> answers = new ArrayList<>();
    private final List<Route.Rules> rules = new ArrayList<>();
    private final Map<String, Integer> givers = new HashMap<>();

    PlannedRoutes(List<Route.Builder> planned, String prefix, List<Problem> problems) {
        this.planned = planned;
        this.prefix = prefix;
        this.problems = problems;
    }

    /**
     * The routes, in their order; null stands for one that cannot be read and was reported.
     *
     * @param webSocketTimeout how long a WebSocket may be silent where its route says nothing
     * @param upstreamTrust what leads to {@code https} upstreams that name no anchors themselves
     */
    List<@Nullable Route> settle(Duration webSocketTimeout, @Nullable Path upstreamTrust) {
        for (int i = 0; i < planned.size(); i++) {
            read(i);
        }
        List<@Nullable Route> routes = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        for (int i = 0; i < planned.size(); i++) {
            RoutePath path = paths.get(i);
            RouteAnswer answer = path == null ? null : answer(i, path);
            if (path == null || answer == null) {
                routes.add(null);
                continue;
            }
            Integer earlier = taken.putIfAbsent(path.below(), i);
            if (earlier != null) {
                problems.add(new Problem(
                        field(i) + ".path",
                        "\"" + path + "\" takes the same requests as " + field(earlier) + "; keep one of them"));
            }
            RouteKind kind = planned.get(i).kind();
            Duration silence = kind == RouteKind.WEB_SOCKET ? webSocketTimeout : kind.silence();
            routes.add(build(i, path, verified(i, answer, upstreamTrust), silence));
        }
        return routes;
    }

    private void read(int index) {
        Route.Builder plan = planned.get(index);
        RoutePath path = path(index, plan.path());
        Supplier<? extends RouteAnswer> given = plan.answer();
        RouteAnswer answer =
                given == null ? null : Deferred.read(field(index) + "." + plan.answerField(), given, problems);
        paths.add(path);
        answers.add(answer);
        rules.add(plan.rules(field(index) + ".", problems));
        if (path != null && answer instanceof Upstreams && plan.kind() == RouteKind.PLAIN) {
            givers.putIfAbsent(path.below(), index);
        }
    }

    private @Nullable Route build(int index, RoutePath path, RouteAnswer answer, Duration silence) {
        try {
            RouteTimeouts usual = new RouteTimeouts(RouteTimeouts.DEFAULT_CONNECT, silence);
            return planned.get(index).build(path, answer, rules.get(index), usual);
        } catch (InvalidModelException e) {
            e.problems()
                    .forEach(problem ->
                            problems.add(new Problem(field(index) + "." + problem.field(), problem.message())));
            return null;
        }
    }

    /** What the route says itself, or the upstreams of the closest plain route around it. */
    private @Nullable RouteAnswer answer(int index, RoutePath path) {
        if (planned.get(index).answer() != null) {
            return answers.get(index);
        }
        String below = path.below();
        for (int end = below.length(); end > 0; end = below.lastIndexOf('/', end - 2) + 1) {
            Integer giver = givers.get(below.substring(0, end));
            RoutePath around = giver == null ? null : paths.get(giver);
            if (giver != null && around != null && around.encloses(path)) {
                return answers.get(giver);
            }
        }
        problems.add(new Problem(
                field(index) + ".upstreams",
                "are missing, and no route lies around \"" + path + "\"; add one or name the upstreams"));
        return null;
    }

    private RouteAnswer verified(int index, RouteAnswer answer, @Nullable Path upstreamTrust) {
        if (!(answer instanceof Upstreams upstreams)
                || upstreams.scheme() == Scheme.HTTP
                || upstreams.tls().isPresent()) {
            return answer;
        }
        if (upstreamTrust == null) {
            problems.add(new Problem(
                    field(index) + ".upstreams.tls",
                    "is missing; " + upstreams.servers().get(0)
                            + " can only be verified against trust anchors: give upstreamTrust or UpstreamTls"));
            return answer;
        }
        return upstreams.tls(UpstreamTls.trust(upstreamTrust));
    }

    private String field(int index) {
        return prefix + "routes[" + index + "]";
    }

    private @Nullable RoutePath path(int index, String text) {
        try {
            return RoutePath.of(text);
        } catch (InvalidModelException e) {
            e.problems().forEach(problem -> problems.add(new Problem(field(index) + ".path", problem.message())));
            return null;
        }
    }
}
