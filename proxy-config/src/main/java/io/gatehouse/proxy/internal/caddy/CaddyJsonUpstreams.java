package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** The {@code reverse_proxy} directive as a handler. */
final class CaddyJsonUpstreams {
    private static final String HTTPS = "https://";
    private static final String HTTP = "http://";

    private final JsonObject handler;

    private CaddyJsonUpstreams(Step step) {
        this.handler = JsonObject.named("handler", "reverse_proxy", step.because());
    }

    /**
     * The handler.
     *
     * @param servers the directive's arguments behind its matcher
     */
    static JsonObject handler(Step step, List<Token> servers) {
        CaddyJsonUpstreams upstreams = new CaddyJsonUpstreams(step);
        boolean tls = servers.get(0).text().startsWith(HTTPS);
        List<Json> dials = new ArrayList<>();
        for (Token server : servers) {
            dials.add(new JsonObject().put("dial", new Json.Text(authority(server))));
        }
        upstreams.handler.put("upstreams", new Json.Items(dials));
        step.children().forEach(upstreams::setting);
        if (tls) {
            upstreams.handler.object("transport").object("tls");
        }
        return upstreams.handler;
    }

    private static Token authority(Token server) {
        String url = server.text();
        String authority = url.substring(url.startsWith(HTTPS) ? HTTPS.length() : HTTP.length());
        return server instanceof Token.Value value ? Token.value(value.field(), authority) : Token.text(authority);
    }

    private void setting(Step step) {
        JsonObject balance = step.name().startsWith("lb_") ? handler.object("load_balancing") : handler;
        switch (step.name()) {
            case "lb_policy" -> balance.object("selection_policy").put("policy", step.text(0));
            case "lb_retries" -> balance.put("retries", step.number(0));
            case "max_fails" -> passive().put("max_fails", step.number(0));
            case "fail_duration" -> passive().put("fail_duration", step.nanoseconds(0));
            case "health_uri" -> active().put("uri", step.text(0));
            case "health_interval" -> active().put("interval", step.nanoseconds(0));
            case "health_timeout" -> active().put("timeout", step.nanoseconds(0));
            case "health_fails" -> active().put("fails", step.number(0));
            case "health_passes" -> active().put("passes", step.number(0));
            case "flush_interval" -> handler.put("flush_interval", step.number(0));
            case "trusted_proxies" -> handler.put("trusted_proxies", Json.texts(step.arguments()));
            case "header_up" -> header(step);
            case "transport" -> transport(step);
            default -> throw CaddyJsonHandlers.unknown(step);
        }
    }

    private JsonObject passive() {
        return handler.object("health_checks").object("passive");
    }

    private JsonObject active() {
        return handler.object("health_checks").object("active");
    }

    private void header(Step step) {
        JsonObject request = handler.object("headers").object("request");
        String name = step.argument(0).text();
        if (name.startsWith("-")) {
            request.add("delete", Json.text(name.substring(1)));
        } else {
            request.object("set").put(name, Json.only(step.text(1)));
        }
    }

    private void transport(Step step) {
        JsonObject transport = JsonObject.named("protocol", "http", step.because());
        handler.put("transport", transport);
        for (Step setting : step.children()) {
            switch (setting.name()) {
                case "dial_timeout", "response_header_timeout", "read_timeout", "write_timeout" ->
                    transport.put(setting.name(), setting.nanoseconds(0));
                case "tls" -> transport.object("tls");
                case "tls_server_name" -> transport.object("tls").put("server_name", setting.text(0));
                case "tls_trusted_ca_certs" ->
                    transport.object("tls").put("root_ca_pem_files", Json.only(setting.text(0)));
                case "tls_trust_pool" ->
                    transport
                            .object("tls")
                            .object("ca")
                            .put("provider", setting.text(0))
                            .put("pem_files", Json.only(setting.text(1)));
                default -> throw CaddyJsonHandlers.unknown(setting);
            }
        }
    }
}
