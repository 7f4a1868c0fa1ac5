package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.BasicAuth;
import io.gatehouse.proxy.Compression;
import io.gatehouse.proxy.MediaType;
import io.gatehouse.proxy.RateLimit;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Who may ask, how often and how much. */
final class HaproxyLimits {
    /** HAProxy ends itself when a password keeps it from everything else for seconds. */
    private static final int MOST_COST = 12;

    /** Over so many periods the burst is granted once. */
    private static final int PERIODS = 10;

    private static final int TYPES_A_LINE = 40;

    private final Rendering rendering;
    private final HaproxySites sites;
    private final Map<BasicAuth, String> userLists = new LinkedHashMap<>();
    private final List<Node> sections = new ArrayList<>();

    HaproxyLimits(Rendering rendering, HaproxySites sites) {
        this.rendering = rendering;
        this.sites = sites;
        for (SiteGroup group : sites.groups()) {
            for (RouteScope route : group.first().routes()) {
                route.route().basicAuth().ifPresent(auth -> userList(route.field("basicAuth"), auth));
            }
        }
    }

    /** The users, which stand before whatever asks for them. */
    List<Node> userLists() {
        return sections;
    }

    /** What a site's own rate limit counts, apart from its routes. */
    Optional<List<Node>> table(SiteGroup group) {
        Site site = group.site();
        boolean used =
                site.routes().stream().anyMatch(route -> route.rateLimit().isEmpty());
        return site.rateLimit().filter(limit -> used).map(limit -> List.of(stickTable(limit)));
    }

    List<Node> nodes(SiteGroup group, RouteScope route) {
        List<Node> nodes = new ArrayList<>();
        Optional<RateLimit> own = route.route().rateLimit();
        if (own.isPresent()) {
            nodes.add(forField(route.field("rateLimit"), rate(own.get(), Optional.empty())));
        } else {
            group.site()
                    .rateLimit()
                    .ifPresent(limit -> nodes.add(forField(
                            group.first().field("rateLimit"), rate(limit, Optional.of(sites.rateTable(group))))));
        }
        route.route().basicAuth().ifPresent(auth -> nodes.add(passwords(route.field("basicAuth"), auth)));
        OptionalLong most =
                route.route().bodyLimit().orElse(group.site().bodyLimit()).bytes();
        if (most.isPresent()) {
            boolean here = route.route().bodyLimit().isPresent();
            String field = here ? route.field("bodyLimit") : group.first().field("bodyLimit");
            nodes.add(forField(field, body(most.getAsLong())));
        }
        route.route()
                .compression()
                .ifPresent(rule -> nodes.add(forField(route.field("compression"), compression(rule))));
        return nodes;
    }

    private static Node stickTable(RateLimit limit) {
        long period = limit.per().toSeconds();
        return words(
                "stick-table",
                "type ipv6 size 100k expire " + PERIODS * period + "s store gpc0_rate(" + period + "s),gpc1_rate("
                        + PERIODS * period + "s)");
    }

    /** What was let through is counted: in one period with the burst, in ten with the burst once. */
    private static List<Node> rate(RateLimit limit, Optional<String> table) {
        long most = (long) limit.requests() + limit.burst();
        long inTen = (long) limit.requests() * PERIODS + limit.burst();
        List<Node> nodes = new ArrayList<>();
        if (table.isEmpty()) {
            nodes.add(stickTable(limit));
        }
        nodes.add(words(
                "http-request",
                "track-sc0 src" + table.map(name -> " table " + name).orElse("")));
        nodes.add(words(
                "http-request",
                "deny deny_status 429 if { sc_gpc0_rate(0) ge " + most + " } || { sc_gpc1_rate(0) ge " + inTen + " }"));
        nodes.add(words("http-request", "sc-inc-gpc0(0)"));
        nodes.add(words("http-request", "sc-inc-gpc1(0)"));
        return nodes;
    }

    private Node passwords(String field, BasicAuth auth) {
        return line(
                "http-request",
                Token.word("auth"),
                Token.word("realm"),
                Token.value(field + ".realm", auth.realm()),
                Token.word("unless"),
                Token.word("{"),
                Token.word("http_auth(" + userLists.get(auth) + ")"),
                Token.word("}"));
    }

    private void userList(String field, BasicAuth auth) {
        if (userLists.containsKey(auth)) {
            return;
        }
        String name = "users_" + (userLists.size() + 1);
        userLists.put(auth, name);
        List<Node> users = new ArrayList<>();
        for (int i = 0; i < auth.users().size(); i++) {
            BasicAuth.User user = auth.users().get(i);
            String place = field + ".users[" + i + "]";
            int cost = Integer.parseInt(user.hash().text().substring(4, 6));
            if (cost > MOST_COST) {
                rendering.refuse(
                        place + ".hash",
                        "has the cost " + cost + ", for which HAProxy would stop answering others while it tries a"
                                + " password; make one of a cost up to " + MOST_COST);
            }
            users.add(line(
                    "user",
                    Token.value(place + ".name", user.name()),
                    Token.word("password"),
                    Token.value(place + ".hash", user.hash().text())));
        }
        rendering.note(
                "haproxy.cfg holds hashes of passwords and has mode 0640: HAProxy reads it as root, or else give it the"
                        + " group of the account that starts HAProxy, which it keeps when it is written again.");
        rendering.confidentialEntry();
        rendering.note("HAProxy checks a password on every request and answers nobody else on that thread meanwhile;"
                + " its C library has to know bcrypt, as Debian's does.");
        sections.add(blank());
        sections.add(forField(field, List.of(block("userlist", List.of(Token.word(name)), users))));
    }

    /**
     * A body of unknown length is asked for its length (RFC 9110 section 15.5.12), since it cannot be cut short. The length
     * is read as a whole number of 64 bits: {@code hdr_val} keeps 32, which a larger length slips through.
     */
    private static List<Node> body(long most) {
        return List.of(
                comment("No larger body, and none without a length, which could be of any."),
                words("http-request", "deny deny_status 413 if { req.hdr(content-length) -m int gt " + most + " }"),
                words("http-request", "wait-for-body time 5s at-least 1 unless { req.hdr(content-length) -m found }"),
                words(
                        "http-request",
                        "return status 411 if { req.body_size gt 0 } !{ req.hdr(content-length) -m found }"));
    }

    private static List<Node> compression(Compression rule) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("compression", "algo gzip"));
        List<String> types = rule.types().stream().map(MediaType::text).toList();
        for (int from = 0; from < types.size(); from += TYPES_A_LINE) {
            List<String> part = types.subList(from, Math.min(from + TYPES_A_LINE, types.size()));
            nodes.add(words("compression", "type " + String.join(" ", part)));
        }
        return nodes;
    }
}
