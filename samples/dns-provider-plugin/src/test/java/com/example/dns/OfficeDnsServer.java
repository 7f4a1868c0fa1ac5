package com.example.dns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The office's DNS service in memory. Its values need no escapes in JSON but for quotes and backslashes. */
final class OfficeDnsServer implements AutoCloseable {
    static final String TOKEN = "token-of-the-office";

    private static final Set<String> ZONES = Set.of("example.test", "child.example.test");
    private static final Pattern TEXT = Pattern.compile("\"text\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final HttpServer server;
    private final Map<String, Map<String, String>> records = new TreeMap<>();
    private int ids;

    OfficeDnsServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized Collection<String> valuesAt(String name) {
        return records.getOrDefault(name, Map.of()).values().stream()
                .map(text -> text.replaceAll("\\\\(.)", "$1"))
                .toList();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Token"))) {
                reply(exchange, 401, "{\"message\":\"who are you?\"}");
            } else if (path.length == 1) {
                reply(exchange, 200, "{\"zones\":[\"" + String.join("\",\"", ZONES) + "\"]}");
            } else if (!ZONES.contains(path[1])) {
                reply(exchange, 404, "{\"message\":\"no zone " + path[1] + "\"}");
            } else {
                reply(exchange, 200, records(exchange.getRequestMethod(), path, body));
            }
        }
    }

    private String records(String method, String[] path, String body) {
        Map<String, String> at = records.computeIfAbsent(path[3], name -> new TreeMap<>());
        if (method.equals("POST")) {
            Matcher text = TEXT.matcher(body);
            at.put("id" + ++ids, text.find() ? text.group(1) : "");
            return "{\"id\":\"id" + ids + "\"}";
        }
        if (method.equals("DELETE")) {
            at.remove(path[4]);
            return "{}";
        }
        return at.entrySet().stream()
                .map(txt -> "{\"id\":\"" + txt.getKey() + "\",\"text\":\"" + txt.getValue() + "\"}")
                .collect(Collectors.joining(",", "{\"records\":[", "]}"));
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
