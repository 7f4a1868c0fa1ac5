package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.Explanation;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All site blocks of one scheme, which share their listeners: one server. */
final class CaddyJsonServer {
    /** Around the values of an array in a server: the root, apps, http, servers, the server, the array. */
    private static final int DEPTH = 6;

    private final Scheme scheme;
    private final CaddyJsonHandlers handlers;
    private final CaddyJsonTls tls;
    private final List<Json> listen = new ArrayList<>();
    private final PrintedItems routes;
    private final PrintedItems errors;
    private final PrintedItems policies;
    private final List<JsonObject> lastRoutes = new ArrayList<>();
    private final List<JsonObject> lastPolicies = new ArrayList<>();
    private boolean logs;

    /**
     * Starts a server without sites.
     *
     * @param around why the servers are there
     */
    CaddyJsonServer(
            Scheme scheme,
            CaddyJsonHandlers handlers,
            CaddyJsonTls tls,
            Optional<Explanation> around,
            Problems problems) {
        this.scheme = scheme;
        this.handlers = handlers;
        this.tls = tls;
        this.routes = new PrintedItems(DEPTH, around, problems);
        this.errors = new PrintedItems(DEPTH + 1, around, problems);
        this.policies = new PrintedItems(DEPTH, around, problems);
    }

    boolean takes(Step block) {
        return block.argument(0).text().startsWith(scheme.text() + "://");
    }

    /** Adds a block; the one without names comes last, since it would take every request. */
    void add(Step block) {
        List<Token> hosts = hosts(block);
        List<Step> answers = new ArrayList<>();
        List<Step> certificates = new ArrayList<>();
        for (Step step : block.children()) {
            switch (step.name()) {
                case "bind" -> listen(step.arguments(), port(block));
                case "log" -> logs = true;
                case "tls" -> certificates.add(step);
                case "handle_errors" -> errors.add(route(block, hosts, step.children()));
                default -> answers.add(step);
            }
        }
        if (listen.isEmpty()) {
            listen.add(Json.text(":" + port(block)));
        }
        JsonObject route = route(block, hosts, answers);
        Optional<JsonObject> policy =
                certificates.isEmpty() ? Optional.empty() : Optional.of(tls.policy(hosts, certificates));
        if (hosts.isEmpty()) {
            lastRoutes.add(route);
            policy.ifPresent(lastPolicies::add);
        } else {
            routes.add(route);
            policy.ifPresent(policies::add);
        }
    }

    JsonObject json(JsonObject options) {
        JsonObject server = new JsonObject();
        lastRoutes.forEach(routes::add);
        server.put("listen", new Json.Items(listen));
        server.put("routes", routes);
        if (!errors.isEmpty()) {
            server.object("errors").put("routes", errors);
        }
        if (!policies.isEmpty()) {
            (lastPolicies.isEmpty() ? List.of(new JsonObject()) : lastPolicies).forEach(policies::add);
            server.put("tls_connection_policies", policies);
        }
        server.object("automatic_https").put("disable", Json.yes());
        options.members().forEach(option -> server.put(option.name(), option.value()));
        if (logs) {
            server.object("logs");
        }
        return server;
    }

    /** The answers are tried in their order, and nothing that comes behind this block. */
    private JsonObject route(Step block, List<Token> hosts, List<Step> steps) {
        JsonObject route = new JsonObject(block.because());
        if (!hosts.isEmpty()) {
            route.put("match", Json.only(new JsonObject().put("host", Json.texts(hosts))));
        }
        JsonObject all = new JsonObject().put("handle", new Json.Items(handlers.handlers(steps)));
        JsonObject subroute = new JsonObject().put("handler", Json.text("subroute"));
        route.put("handle", Json.only(subroute.put("routes", Json.only(all))));
        return route.put("terminal", Json.yes());
    }

    private void listen(List<Token> addresses, String port) {
        if (listen.isEmpty()) {
            for (Token address : addresses) {
                boolean bracket = address.text().indexOf(':') >= 0;
                listen.add(Json.text((bracket ? "[" + address.text() + "]" : address.text()) + ":" + port));
            }
        }
    }

    private List<Token> hosts(Step block) {
        List<Token> hosts = new ArrayList<>();
        for (Token address : block.arguments()) {
            String text = address.text();
            String host = text.substring(scheme.text().length() + 3, text.lastIndexOf(':'));
            if (address instanceof Token.Value value) {
                hosts.add(Token.value(value.field(), host));
            }
        }
        return hosts;
    }

    private static String port(Step block) {
        String address = block.argument(0).text();
        return address.substring(address.lastIndexOf(':') + 1);
    }
}
