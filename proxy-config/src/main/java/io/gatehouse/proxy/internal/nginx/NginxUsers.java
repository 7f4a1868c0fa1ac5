package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.BasicAuth;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteFileName;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who may pass where a password is asked for: a file for each set of users of a site, since nginx takes no hash in its own. */
final class NginxUsers {
    private static final Grammar USERS = new NginxUserFileGrammar();

    private final Rendering rendering;
    private final NginxShared shared;
    private final String host;
    private final Map<List<BasicAuth.User>, String> named = new HashMap<>();
    private final Map<String, Grammar.Printed> files = new LinkedHashMap<>();
    private final Map<String, Grammar.Printed> realms = new LinkedHashMap<>();

    NginxUsers(Rendering rendering, SiteScope scope, NginxShared shared) {
        this.rendering = rendering;
        this.shared = shared;
        this.host = SiteFileName.of(scope.site().hosts().get(0));
    }

    /** The directives of a route that asks for a password. */
    List<Node> of(RouteScope route) {
        return route.route().basicAuth().map(auth -> of(route, auth)).orElse(List.of());
    }

    /** The files, by name. */
    Map<String, Grammar.Printed> files() {
        return files;
    }

    /** The realms that nginx would read variables in, each as a variable whose value it reads none in, by its name. */
    Map<String, Grammar.Printed> realms() {
        return realms;
    }

    private List<Node> of(RouteScope route, BasicAuth auth) {
        String file = named.computeIfAbsent(auth.users(), users -> {
            String name = shared.names().of("users") + "_" + host + "_" + (named.size() + 1) + ".htpasswd";
            files.put(name, print(route, users));
            return name;
        });
        rendering.note("The .htpasswd files hold password hashes and have mode 0640. They belong beside nginx.conf, and"
                + " nginx's workers read them with each request: give them the workers' group (www-data on Debian), which"
                + " they keep when they are written again.");
        return List.of(forField(
                route.field("basicAuth"),
                List.of(line("auth_basic", realm(route, auth)), words("auth_basic_user_file", file))));
    }

    private Grammar.Printed print(RouteScope route, List<BasicAuth.User> users) {
        String field = route.field("basicAuth.users");
        List<Node> lines = users.stream()
                .map(user -> line(
                        "", Token.value(field, user.name() + ":" + user.hash().text())))
                .toList();
        return USERS.print(List.of(forField(field, lines)), rendering.problems());
    }

    private Token realm(RouteScope route, BasicAuth auth) {
        String field = route.field("basicAuth.realm");
        if (auth.realm().indexOf('$') < 0) {
            return Token.value(field, auth.realm());
        }
        String variable = "$" + shared.names().of("realm", host + " " + route.number());
        realms.computeIfAbsent(variable, some -> {
            Node value = line("default", Token.literal(field, auth.realm()));
            Node block = block("geo", List.of(Token.word(some)), List.of(value));
            return shared.grammar().print(List.of(forField(field, List.of(block))), rendering.problems());
        });
        return Token.word(variable);
    }
}
