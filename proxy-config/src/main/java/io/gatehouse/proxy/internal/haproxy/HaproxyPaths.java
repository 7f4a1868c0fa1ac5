package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.RoutePath;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** Which route answers: of one site by a line for each, of many by maps from site and path to a backend. */
final class HaproxyPaths {
    static final String PATHS = "paths.map";
    static final String PREFIXES = "prefixes.map";

    private final HaproxySites sites;
    private final List<Node> paths = new ArrayList<>();
    private final List<Node> prefixes = new ArrayList<>();

    HaproxyPaths(HaproxySites sites) {
        this.sites = sites;
        if (sites.areSeveral()) {
            sites.groups().forEach(this::map);
        }
    }

    List<Node> nodes() {
        SiteGroup only = sites.first();
        if (!sites.areSeveral()
                && only.site().routes().size() == 1
                && only.first().takesEverything()) {
            RouteScope route = only.first().routes().get(0);
            return List.of(words("default_backend", sites.backend(only, route)));
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(
                comment("Paths are compared as an application may read them: decoded, slashes folded, without dots."));
        nodes.add(words("http-request", "set-var(txn.path) path,url_dec,regsub(/+,/,g)"));
        nodes.add(words(
                "http-request",
                "return status 400 if { var(txn.path) -m sub -- /../ /./ } || { var(txn.path) -m end -- /.. /. }"));
        nodes.add(comment("The longest path that fits wins."));
        nodes.addAll(sites.areSeveral() ? mapped() : lines(only));
        return nodes;
    }

    List<Node> pathMap() {
        return paths;
    }

    List<Node> prefixMap() {
        return prefixes;
    }

    private List<Node> lines(SiteGroup group) {
        List<Node> nodes = new ArrayList<>();
        String last = sites.nobody();
        for (RouteScope route : group.first().routes()) {
            if (route.takesTheRest()) {
                last = sites.backend(group, route);
            } else {
                nodes.add(use(group, route));
            }
        }
        nodes.add(words("default_backend", last));
        return nodes;
    }

    /** A prefix in whole segments is the path itself or what is below it. */
    private Node use(SiteGroup group, RouteScope route) {
        RoutePath path = route.route().path();
        String field = route.field("path");
        List<Token> tokens = new ArrayList<>(List.of(Token.word(sites.backend(group, route)), Token.word("if")));
        if (!path.isFolder()) {
            tokens.addAll(condition("str", Token.value(field, path.text())));
            tokens.add(Token.word("||"));
        }
        tokens.addAll(condition("beg", Token.value(field, path.below())));
        return line("use_backend", tokens);
    }

    private static List<Token> condition(String how, Token pattern) {
        return List.of(
                Token.word("{"),
                Token.word("var(txn.path)"),
                Token.word("-m"),
                Token.word(how),
                Token.word("--"),
                pattern,
                Token.word("}"));
    }

    private List<Node> mapped() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("http-request", "set-var(txn.place) var(txn.site),concat(,txn.path)"));
        if (!paths.isEmpty()) {
            nodes.add(words("http-request", "set-var(txn.route) var(txn.place),map_str(" + PATHS + ")"));
        }
        String otherwise = paths.isEmpty() ? "" : " unless { var(txn.route) -m found }";
        nodes.add(words("http-request", "set-var(txn.route) var(txn.place),map_beg(" + PREFIXES + ")" + otherwise));
        nodes.add(words("use_backend", "%[var(txn.route)] if { var(txn.route) -m found }"));
        nodes.add(words("default_backend", sites.nobody()));
        return nodes;
    }

    /** Of the prefixes that fit, HAProxy takes the longest. */
    private void map(SiteGroup group) {
        for (RouteScope route : group.first().routes()) {
            RoutePath path = route.route().path();
            Token backend = Token.word(sites.backend(group, route));
            String field = route.field("path");
            if (!path.isFolder()) {
                paths.add(line("", Token.value(field, group.name() + path.text()), backend));
            }
            prefixes.add(line("", Token.value(field, group.name() + path.below()), backend));
        }
        if (!group.first().takesEverything()) {
            Node nobody = line("", Token.word(group.name() + "/"), Token.word(sites.nobody(group)));
            prefixes.add(by(Rule.ROUTES, nobody));
        }
    }
}
