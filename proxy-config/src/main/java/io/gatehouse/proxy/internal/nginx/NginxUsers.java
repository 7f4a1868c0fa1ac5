package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.BasicAuth;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who may pass where a password is asked for: a file for each set of users, since nginx takes no hash in its own. */
final class NginxUsers {
    private final Rendering rendering;
    private final NginxNames names;
    private final Map<List<BasicAuth.User>, UserFile> files = new LinkedHashMap<>();
    private final Map<String, Realm> realms = new LinkedHashMap<>();

    NginxUsers(Rendering rendering, NginxNames names) {
        this.rendering = rendering;
        this.names = names;
    }

    /** The directives of a route that asks for a password. */
    List<Node> of(RouteScope route) {
        return route.route().basicAuth().map(auth -> of(route, auth)).orElse(List.of());
    }

    /** The realms that nginx would read variables in, each as a variable whose value it reads none in. */
    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        if (!realms.isEmpty()) {
            nodes.add(Node.blank());
            nodes.add(
                    comment("A dollar sign has no escape; nginx expands nothing here, and not what comes from here."));
        }
        realms.forEach((text, realm) -> {
            Node value = line("default", Token.literal(realm.field(), text));
            Node block = block("geo", List.of(Token.word(realm.variable())), List.of(value));
            nodes.add(forField(realm.field(), List.of(block)));
        });
        return nodes;
    }

    /** Prints the files. */
    void print() {
        files.forEach((users, file) -> rendering.print(
                file.name(),
                new NginxUserFileGrammar(),
                List.of(forField(
                        file.field(),
                        users.stream()
                                .map(user -> line(
                                        "",
                                        Token.value(
                                                file.field(),
                                                user.name() + ":" + user.hash().text())))
                                .toList()))));
    }

    private List<Node> of(RouteScope route, BasicAuth auth) {
        String field = route.field("basicAuth.realm");
        String file = files.computeIfAbsent(
                        auth.users(),
                        users -> new UserFile(
                                names.of("users", files.size() + 1) + ".htpasswd", route.field("basicAuth.users")))
                .name();
        rendering.note(
                file + " holds password hashes: put it beside nginx.conf, with mode 0640 and nginx's own group.");
        Token realm = auth.realm().indexOf('$') < 0
                ? Token.value(field, auth.realm())
                : Token.word(realms.computeIfAbsent(
                                auth.realm(), text -> new Realm("$" + names.of("realm", realms.size() + 1), field))
                        .variable());
        return List.of(forField(
                route.field("basicAuth"), List.of(line("auth_basic", realm), words("auth_basic_user_file", file))));
    }

    private record UserFile(String name, String field) {}

    private record Realm(String variable, String field) {}
}
