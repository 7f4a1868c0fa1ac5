package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code tls} directives: what is offered to whom, and the certificates, each loaded once. */
final class CaddyJsonTls {
    private final Map<List<String>, String> tags = new LinkedHashMap<>();
    private final List<Json> files = new ArrayList<>();

    /** What holds for the names of a site, or for every other name if there are none. */
    JsonObject policy(List<Token> hosts, List<Step> directives) {
        JsonObject policy = new JsonObject(directives.get(0).because());
        if (!hosts.isEmpty()) {
            policy.object("match").put("sni", Json.texts(hosts));
        }
        for (Step directive : directives) {
            policy.object("certificate_selection").add("any_tag", Json.text(tag(directive)));
            directive.children().forEach(setting -> setting(policy, setting));
        }
        return policy;
    }

    /** The certificates of all sites. */
    Json files() {
        return new Json.Items(files);
    }

    private String tag(Step directive) {
        List<String> paths = directive.arguments().stream().map(Token::text).toList();
        String known = tags.get(paths);
        if (known != null) {
            return known;
        }
        String tag = "cert" + tags.size();
        tags.put(paths, tag);
        files.add(new JsonObject(directive.because())
                .put("certificate", directive.text(0))
                .put("key", directive.text(1))
                .put("tags", Json.only(Json.text(tag))));
        return tag;
    }

    private static void setting(JsonObject policy, Step setting) {
        switch (setting.name()) {
            case "protocols" -> policy.put("protocol_min", setting.text(0)).put("protocol_max", setting.text(1));
            case "ciphers" -> policy.put("cipher_suites", Json.texts(setting.arguments()));
            case "curves", "alpn" -> policy.put(setting.name(), Json.texts(setting.arguments()));
            case "client_auth" -> clients(policy.object("client_authentication"), setting);
            default -> throw CaddyJsonHandlers.unknown(setting);
        }
    }

    private static void clients(JsonObject clients, Step directive) {
        for (Step setting : directive.children()) {
            switch (setting.name()) {
                case "mode" -> clients.put("mode", setting.text(0));
                case "trusted_ca_cert_file" -> clients.put("trusted_ca_certs_pem_files", Json.only(setting.text(0)));
                case "trust_pool" ->
                    clients.object("ca").put("provider", setting.text(0)).put("pem_files", Json.only(setting.text(1)));
                default -> throw CaddyJsonHandlers.unknown(setting);
            }
        }
    }
}
