package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.core.DomainName;
import io.gatehouse.proxy.UnknownHosts;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which names are known, and whose they are: a few of one site by ACL lines, which read well; more by map files, which are
 * searched in a tree however many there are.
 */
final class HaproxyNames {
    /** The host of a request without its port, as the ACLs and the application know it. */
    static final String HOST = "req.hdr(host),field(1,:),lower";

    static final String HOSTS = "hosts.map";
    static final String WILDCARDS = "wildcards.map";
    private static final int MOST_LINES = 16;

    private final Rendering rendering;
    private final HaproxySites sites;
    private final List<Name> exact = new ArrayList<>();
    private final List<Name> wildcards = new ArrayList<>();

    HaproxyNames(Rendering rendering, HaproxySites sites) {
        this.rendering = rendering;
        this.sites = sites;
        for (SiteGroup group : sites.groups()) {
            for (SiteScope scope : group.members()) {
                List<DomainName> hosts = scope.site().hosts();
                for (int i = 0; i < hosts.size(); i++) {
                    boolean wildcard = hosts.get(i).isWildcard();
                    String text = hosts.get(i).text();
                    (wildcard ? wildcards : exact)
                            .add(new Name(scope.field("hosts[" + i + "]"), wildcard ? text.substring(1) : text, group));
                }
            }
        }
        wildcards.sort(
                Comparator.comparingInt((Name name) -> name.text().length()).reversed());
    }

    /** Whether the names are in files of their own. */
    boolean areMapped() {
        return sites.areSeveral() || exact.size() + wildcards.size() > MOST_LINES;
    }

    /** Turns away what is not ours; where there are maps, the variable {@code txn.site} tells the site from here on. */
    List<Node> known() {
        List<Node> nodes = new ArrayList<>();
        boolean refused = rendering.proxy().unknownHosts() == UnknownHosts.REFUSED;
        String known = areMapped() ? "{ var(txn.site) -m found }" : "known_name";
        Node turnAway = words("http-request", (refused ? "reject" : "return status 404") + " unless " + known);
        nodes.add(comment("Names that are not ours are turned away."));
        if (areMapped()) {
            nodes.addAll(lookUp("txn.site", HOST));
        } else {
            exact.forEach(name -> nodes.add(acl(name, List.of())));
            wildcards.forEach(name -> nodes.add(acl(name, List.of(Token.word("-m"), Token.word("end")))));
        }
        nodes.add(refused ? turnAway : forField("unknownHosts", List.of(turnAway)));
        return nodes;
    }

    /**
     * The certificate that a client showed counts for the name of the handshake alone, so a request for another site's name
     * on the same connection is misdirected (RFC 9110 section 15.5.20).
     */
    List<Node> sameAsInHandshake() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("The handshake was for the same site: what a client has proved counts for that alone."));
        nodes.addAll(lookUp("txn.greeted", "ssl_fc_sni,lower"));
        nodes.add(words("http-request", "return status 421 unless { var(txn.greeted),strcmp(txn.site) eq 0 }"));
        return nodes;
    }

    List<Node> exactMap() {
        return map(exact);
    }

    List<Node> wildcardMap() {
        return map(wildcards);
    }

    private List<Node> lookUp(String variable, String name) {
        List<Node> nodes = new ArrayList<>();
        String set = "set-var(" + variable + ") " + name;
        if (!exact.isEmpty()) {
            nodes.add(words("http-request", set + ",map_str(" + HOSTS + ")"));
        }
        if (!wildcards.isEmpty()) {
            String otherwise = exact.isEmpty() ? "" : " unless { var(" + variable + ") -m found }";
            nodes.add(words("http-request", set + ",map_end(" + WILDCARDS + ")" + otherwise));
        }
        return nodes;
    }

    private static Node acl(Name name, List<Token> how) {
        List<Token> tokens = new ArrayList<>(List.of(Token.word("known_name"), Token.word(HOST)));
        tokens.addAll(how);
        tokens.addAll(List.of(Token.word("--"), Token.value(name.field(), name.text())));
        return line("acl", tokens);
    }

    private static List<Node> map(List<Name> names) {
        List<Node> nodes = new ArrayList<>();
        for (Name name : names) {
            nodes.add(line(
                    "",
                    Token.value(name.field(), name.text()),
                    Token.word(name.group().name())));
        }
        return nodes;
    }

    /**
     * A name, or the end that all names below a wildcard share.
     *
     * @param field its field in the model
     * @param text the name, or the end with its dot
     * @param group whose it is
     */
    private record Name(String field, String text, SiteGroup group) {}
}
