package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.Explanation;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.Token;
import java.util.List;
import java.util.Optional;

/**
 * Our Caddyfile in Caddy's own language, as {@code caddy adapt} would put it: one tree for both, so that they cannot say
 * two things. JSON has two advantages: Caddy reads ten thousand sites of it much faster, and can do what the Caddyfile has
 * no word for.
 */
final class CaddyJson {
    private final CaddyJsonTls tls = new CaddyJsonTls();
    private final CaddyJsonHandlers handlers = new CaddyJsonHandlers();
    private final CaddyJsonServer http;
    private final CaddyJsonServer https;
    private final JsonObject root;
    private final JsonObject options = new JsonObject();
    private boolean plainHttp;

    /** Starts an empty file. */
    CaddyJson(Problems problems) {
        Optional<Explanation> because = Optional.of(new Explanation(Optional.empty(), Rule.SURROUNDINGS.reason()));
        this.root = new JsonObject(because);
        this.http = new CaddyJsonServer(Scheme.HTTP, handlers, tls, because, problems);
        this.https = new CaddyJsonServer(Scheme.HTTPS, handlers, tls, because, problems);
    }

    /** Adds what stands next in the Caddyfile. */
    void add(Node node) {
        Step.of(List.of(node), Optional.empty()).forEach(this::block);
    }

    private void block(Step block) {
        if (block.arguments().isEmpty()) {
            block.children().forEach(this::global);
        } else if (block.argument(0).text().startsWith("(")) {
            String name = block.argument(0).text();
            handlers.snippet(name.substring(1, name.length() - 1), block.children());
        } else if (http.takes(block)) {
            plainHttp = true;
            http.add(block);
        } else {
            https.add(block);
        }
    }

    private void global(Step step) {
        switch (step.name()) {
            case "admin" -> root.object("admin").put("disabled", Json.yes());
            case "storage" -> root.object("storage").put("module", step.text(0)).put("root", step.text(1));
            case "auto_https" -> {
                // Said of each server.
            }
            case "log" -> log(step);
            case "servers" -> step.children().forEach(this::serverOption);
            default -> throw CaddyJsonHandlers.unknown(step);
        }
    }

    private void serverOption(Step step) {
        if (step.name().isEmpty() && step.argument(0).text().equals(CaddyGlobal.EARLY_DATA)) {
            options.put("allow_0rtt", Json.no());
            return;
        }
        switch (step.name()) {
            case "protocols" -> options.put("protocols", Json.texts(step.arguments()));
            case "strict_sni_host" -> options.put("strict_sni_host", Json.yes());
            case "trusted_proxies" -> {
                List<Token> ranges =
                        step.arguments().subList(1, step.arguments().size());
                JsonObject trusted = options.object("trusted_proxies").put("source", step.text(0));
                trusted.put("ranges", Json.texts(ranges));
            }
            case "trusted_proxies_strict" -> options.put("trusted_proxies_strict", Json.number(1));
            default -> throw CaddyJsonHandlers.unknown(step);
        }
    }

    private void log(Step step) {
        JsonObject logs = root.object("logging").object("logs");
        JsonObject log = new JsonObject(step.because());
        logs.put(step.argument(0).text(), log);
        for (Step setting : step.children()) {
            switch (setting.name()) {
                case "include" -> {
                    log.put("include", Json.texts(setting.arguments()));
                    logs.object("default").put("exclude", Json.texts(setting.arguments()));
                }
                case "output" ->
                    log.object("writer").put("output", setting.text(0)).put("filename", setting.text(1));
                case "format" -> format(log.object("encoder"), setting);
                default -> throw CaddyJsonHandlers.unknown(setting);
            }
        }
    }

    private static void format(JsonObject encoder, Step step) {
        encoder.put("format", step.text(0));
        for (Step setting : step.children()) {
            if (setting.name().equals("wrap")) {
                encoder.object("wrap").put("format", setting.text(0));
            } else {
                setting.children().forEach(field -> field(encoder.object("fields"), field));
            }
        }
    }

    private static void field(JsonObject fields, Step step) {
        JsonObject field = fields.object(step.argument(0).text()).put("filter", step.text(1));
        if (step.arguments().size() > 2) {
            field.put("regexp", step.text(2));
        }
    }

    /**
     * The whole file.
     *
     * @param resumption whether sessions may be resumed
     */
    JsonObject finish(boolean resumption) {
        JsonObject servers = root.object("apps").object("http").object("servers");
        if (plainHttp) {
            servers.put("http", http.json(options));
        }
        servers.put("https", https.json(options));
        JsonObject app = root.object("apps").object("tls");
        app.object("certificates").put("load_files", tls.files());
        if (!resumption) {
            app.object("session_tickets").put("disabled", Json.yes());
        }
        return root;
    }
}
