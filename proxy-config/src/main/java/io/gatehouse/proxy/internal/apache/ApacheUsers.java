package io.gatehouse.proxy.internal.apache;

import io.gatehouse.proxy.BasicAuth;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files of those who may pass, one for each list of users, since Apache reads no hash elsewhere. */
final class ApacheUsers {
    private final Rendering rendering;
    private final Map<List<BasicAuth.User>, UserFile> files = new LinkedHashMap<>();

    ApacheUsers(Rendering rendering) {
        this.rendering = rendering;
    }

    /** The name of the file for a route's users. */
    String file(RouteScope route, BasicAuth auth) {
        String name = files.computeIfAbsent(
                        auth.users(),
                        users -> new UserFile(
                                "users-" + (files.size() + 1) + ".htpasswd", route.field("basicAuth.users")))
                .name();
        rendering.note(
                name + " holds password hashes and has mode 0640. It belongs into the folder that ServerRoot names, and"
                        + " Apache's workers read it with each request: give it the workers' group (www-data on Debian), which it"
                        + " keeps when it is written again.");
        rendering.confidential(Set.of(name));
        return name;
    }

    /** Prints the files; neither a name nor a hash can hold a colon or a blank. */
    void print() {
        ApacheUserGrammar grammar = new ApacheUserGrammar();
        files.forEach((users, file) -> rendering.print(
                file.name(),
                grammar,
                users.stream().map(user -> line(file, user)).toList()));
    }

    private static Node line(UserFile file, BasicAuth.User user) {
        return Node.line(
                "", Token.value(file.field(), user.name() + ":" + user.hash().text()));
    }

    private record UserFile(String name, String field) {}
}
