package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** All site blocks of one scheme, which share their listeners: one server. */
final class CaddyJsonServer {
    private final Scheme scheme;
    private final CaddyJsonHandlers handlers;
    private final CaddyJsonTls tls;
    private final List<Json> listen = new ArrayList<>();
    private final List<Json> routes = new ArrayList<>();
    private final List<Json> errors = new ArrayList<>();
    private final List<Json> policies = new ArrayList<>();
    private final List<Json> lastRoutes = new ArrayList<>();
    private final List<Json> lastPolicies = new ArrayList<>();
    private boolean logs;

    CaddyJsonServer(Scheme scheme, CaddyJsonHandlers handlers, CaddyJsonTls tls) {
        this.scheme = scheme;
        this.handlers = handlers;
        this.tls = tls;
    }

    boolean takes(Step block) {
        return block.argument(0).text().startsWith(scheme.text() + "://");
    }

    /** Adds a block; the one without names comes last, since it would take every request. */
    void add(Step block) {
        List<Token> hosts = hosts(block);
        List<Step> answers = new ArrayList<>();
        List<Step> certificates = new ArrayList<>();
        for (Step step : handlers.expanded(block.children())) {
            switch (step.name()) {
                case "bind" -> listen(step.arguments(), port(block));
                case "log" -> logs = true;
                case "tls" -> certificates.add(step);
                case "handle_errors" -> errors.add(route(block, hosts, handlers.expanded(step.children())));
                default -> answers.add(step);
            }
        }
        if (listen.isEmpty()) {
            listen.add(Json.text(":" + port(block)));
        }
        (hosts.isEmpty() ? lastRoutes : routes).add(route(block, hosts, answers));
        if (!certificates.isEmpty()) {
            (hosts.isEmpty() ? lastPolicies : policies).add(tls.policy(hosts, certificates));
        }
    }

    JsonObject json(JsonObject options) {
        JsonObject server = new JsonObject();
        routes.addAll(lastRoutes);
        server.put("listen", new Json.Items(listen));
        server.put("routes", new Json.Items(routes));
        if (!errors.isEmpty()) {
            server.object("errors").put("routes", new Json.Items(errors));
        }
        if (!policies.isEmpty()) {
            policies.addAll(lastPolicies.isEmpty() ? List.of(new JsonObject()) : lastPolicies);
            server.put("tls_connection_policies", new Json.Items(policies));
        }
        server.object("automatic_https").put("disable", Json.yes());
        options.members().forEach(server::put);
        if (logs) {
            server.object("logs");
        }
        return server;
    }

    /** The answers are tried in their order, and nothing that comes behind this block. */
    private JsonObject route(Step block, List<Token> hosts, List<Step> steps) {
        List<Json> handle = new ArrayList<>();
        for (Step step : steps) {
            if (!handlers.define(step)) {
                handle.add(handlers.handler(step));
            }
        }
        JsonObject route = new JsonObject(block.because());
        if (!hosts.isEmpty()) {
            route.put("match", Json.only(new JsonObject().put("host", Json.texts(hosts))));
        }
        JsonObject all = new JsonObject().put("handle", new Json.Items(handle));
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
