package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The directives that answer requests, as handlers in routes. Knows those that we print, as {@code caddy adapt} knows all.
 */
final class CaddyJsonHandlers {
    private final Map<String, List<JsonObject>> snippets = new HashMap<>();
    private final Map<String, JsonObject> matchers = new HashMap<>();

    static IllegalStateException unknown(Step step) {
        return new IllegalStateException("No JSON is known for the directive " + step.name());
    }

    /** Remembers a snippet's handlers, which all who import it share. */
    void snippet(String name, List<Step> steps) {
        snippets.put(name, steps.stream().map(this::handler).toList());
    }

    /** The handlers of some directives, those of snippets in place of their names. */
    List<Json> handlers(List<Step> steps) {
        List<Json> all = new ArrayList<>();
        for (Step step : steps) {
            if (step.name().equals("import")) {
                all.addAll(Objects.requireNonNull(snippets.get(step.argument(0).text())));
            } else if (!define(step)) {
                all.add(handler(step));
            }
        }
        return all;
    }

    /** Remembers a matcher, if it is one. */
    private boolean define(Step step) {
        if (!step.name().startsWith("@")) {
            return false;
        }
        JsonObject matcher = new JsonObject(step.because());
        if (step.arguments().isEmpty()) {
            step.children().forEach(part -> condition(matcher, part.name(), part.arguments()));
        } else {
            condition(
                    matcher,
                    step.argument(0).text(),
                    step.arguments().subList(1, step.arguments().size()));
        }
        matchers.put(step.name(), matcher);
        return true;
    }

    private static void condition(JsonObject matcher, String name, List<Token> arguments) {
        switch (name) {
            case "path_regexp" -> matcher.object("path_regexp").put("pattern", new Json.Text(arguments.get(0)));
            case "expression" -> matcher.put("expression", new Json.Text(CaddyPlaceholders.longForm(arguments.get(0))));
            case "remote_ip" -> matcher.object("remote_ip").put("ranges", Json.texts(arguments));
            case "vars_regexp" ->
                matcher.object("vars_regexp")
                        .object(arguments.get(1).text())
                        .put("name", new Json.Text(arguments.get(0)))
                        .put("pattern", new Json.Text(arguments.get(2)));
            default -> throw new IllegalStateException("No JSON is known for the matcher " + name);
        }
    }

    /** Each directive in a route of its own, tried in this order. */
    private Json routes(List<Step> steps) {
        List<Json> routes = new ArrayList<>();
        for (Step step : steps) {
            if (!define(step)) {
                JsonObject route = new JsonObject(step.because());
                matcher(step).ifPresent(matcher -> route.put("match", Json.only(matcher)));
                route.put("handle", Json.only(handler(step)));
                routes.add(route);
            }
        }
        return new Json.Items(routes);
    }

    private Optional<JsonObject> matcher(Step step) {
        if (step.name().equals("try_files")) {
            JsonObject file = new JsonObject();
            file.object("file")
                    .put(
                            "try_files",
                            Json.texts(step.arguments().stream()
                                    .map(CaddyPlaceholders::longForm)
                                    .toList()));
            return Optional.of(file);
        }
        if (!hasMatcher(step) || step.argument(0).text().equals("*")) {
            return Optional.empty();
        }
        String name = step.argument(0).text();
        return Optional.of(
                name.startsWith("@")
                        ? Optional.ofNullable(matchers.get(name)).orElseThrow()
                        : new JsonObject().put("path", Json.only(new Json.Text(step.argument(0)))));
    }

    private static boolean hasMatcher(Step step) {
        if (step.arguments().isEmpty()) {
            return false;
        }
        String first = step.argument(0).text();
        return first.equals("*") || first.startsWith("@") || first.startsWith("/");
    }

    private JsonObject handler(Step step) {
        int first = hasMatcher(step) ? 1 : 0;
        return switch (step.name()) {
            case "route" ->
                JsonObject.named("handler", "subroute", step.because()).put("routes", routes(step.children()));
            case "reverse_proxy" ->
                CaddyJsonUpstreams.handler(
                        step, step.arguments().subList(first, step.arguments().size()));
            case "header" -> headers(step);
            case "respond" -> respond(step, first);
            case "abort" -> named(step, "static_response").put("abort", Json.yes());
            case "error" -> named(step, "error").put("status_code", step.number(first));
            case "redir" -> redirect(step);
            case "root" -> named(step, "vars").put("root", step.text(first));
            case "vars" -> named(step, "vars").put(step.argument(first).text(), step.text(first + 1));
            case "uri" -> named(step, "rewrite").put("strip_path_prefix", step.text(1));
            case "try_files" -> named(step, "rewrite").put("uri", Json.text("{http.matchers.file.relative}"));
            case "encode" -> encode(step);
            case "file_server" -> files(step);
            case "request_body" ->
                named(step, "request_body")
                        .put("max_size", step.children().get(0).number(0));
            case "basicauth", "basic_auth" -> basicAuth(step);
            default -> throw unknown(step);
        };
    }

    private static JsonObject named(Step step, String handler) {
        return JsonObject.named("handler", handler, step.because());
    }

    private static JsonObject headers(Step step) {
        JsonObject handler = named(step, "headers");
        JsonObject response = handler.object("response");
        List<Step> fields = step.children();
        if (fields.isEmpty()) {
            String name = step.argument(0).text();
            header(response, name, name.startsWith("-") ? Json.text("") : step.text(1));
        }
        fields.forEach(
                field -> header(response, field.name(), field.arguments().isEmpty() ? Json.text("") : field.text(0)));
        return handler;
    }

    /** What is taken away makes Caddy wait for the whole answer. */
    private static void header(JsonObject response, String name, Json value) {
        if (name.startsWith("-")) {
            response.add("delete", Json.text(name.substring(1)));
            response.put("deferred", Json.yes());
        } else if (name.startsWith("+")) {
            response.object("add").put(name.substring(1), Json.only(value));
        } else {
            response.object("set").put(name, Json.only(value));
        }
    }

    /** A status is a bare word, a body stands in quotes. */
    private static JsonObject respond(Step step, int first) {
        return step.argument(first) instanceof Token.Word
                ? named(step, "static_response").put("status_code", step.number(first))
                : named(step, "static_response").put("body", step.text(first));
    }

    private static JsonObject redirect(Step step) {
        JsonObject handler = named(step, "static_response");
        handler.object("headers").put("Location", Json.only(step.text(0)));
        return handler.put("status_code", step.number(1));
    }

    private static JsonObject encode(Step step) {
        JsonObject handler = named(step, "encode");
        handler.object("encodings").object(step.argument(0).text());
        handler.put("prefer", Json.texts(step.arguments()));
        List<Token> types = step.children().get(0).children().stream()
                .map(header -> header.argument(1))
                .toList();
        handler.object("match").object("headers").put("Content-Type", Json.texts(types));
        return handler;
    }

    private static JsonObject files(Step step) {
        JsonObject handler = named(step, "file_server");
        step.children().forEach(index -> handler.put("index_names", Json.texts(index.arguments())));
        return handler;
    }

    private static JsonObject basicAuth(Step step) {
        JsonObject handler = named(step, "authentication");
        JsonObject basic = handler.object("providers").object("http_basic");
        basic.object("hash").put("algorithm", step.text(0));
        basic.object("hash_cache");
        basic.put("realm", step.text(1));
        List<Json> accounts = new ArrayList<>();
        for (Step user : step.children()) {
            accounts.add(new JsonObject().put("username", user.text(0)).put("password", user.text(1)));
        }
        basic.put("accounts", new Json.Items(accounts));
        return handler;
    }
}
