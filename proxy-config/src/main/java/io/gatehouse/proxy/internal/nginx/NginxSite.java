package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.printed;

import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.SiteFileName;
import io.gatehouse.proxy.internal.SiteScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was printed of a site, which is kept for the next rendering: it depends on the site, on its place among the others,
 * and on the proxy's own settings. For one thread.
 */
final class NginxSite {
    private final SiteScope scope;
    private final Grammar.Printed names;
    private NginxLikeness likeness;
    private @Nullable NginxServer server;
    private @Nullable SiteFile file;

    /**
     * Nothing printed but the names.
     *
     * @param usual the handshake of another, as {@link NginxHandshake#of} takes it
     */
    NginxSite(SiteScope scope, Grammar.Printed names, @Nullable NginxHandshake usual) {
        this.scope = scope;
        this.names = names;
        this.likeness = NginxLikeness.of(scope.site(), usual);
    }

    SiteScope scope() {
        return scope;
    }

    /** Its names, as they stand in a server block. */
    Grammar.Printed names() {
        return names;
    }

    NginxLikeness likeness() {
        return likeness;
    }

    /** Takes the very likeness of others, so that the next comparison is of two references. */
    void likeness(NginxLikeness equal) {
        this.likeness = equal;
    }

    /** The server block that begins with this site, but for the names. */
    NginxServer server(boolean handshakeLeft, Supplier<NginxServer> print) {
        NginxServer known = server;
        if (known == null || known.handshakeLeft() != handshakeLeft) {
            known = print.get();
            server = known;
        }
        return known;
    }

    /** The server block of this site and of those that differ from it in their names alone. */
    SiteFile file(List<NginxSite> alike, NginxServer around, List<Node> head, Grammar grammar) {
        SiteFile known = file;
        if (known == null || !known.around().equals(around) || !known.isOf(alike)) {
            known = SiteFile.of(alike, around, head, grammar);
            file = known;
        }
        return known;
    }

    /**
     * A server block as it was printed.
     *
     * @param name the name of the file for it, if it has one
     * @param sites the sites it serves
     * @param around its lines but for the names
     * @param content its lines, with those that stand before it
     * @param include the line that includes the file
     */
    record SiteFile(
            String name, List<SiteScope> sites, NginxServer around, Grammar.Printed content, Grammar.Printed include) {
        private static SiteFile of(List<NginxSite> alike, NginxServer around, List<Node> head, Grammar grammar) {
            SiteScope first = alike.get(0).scope();
            List<SiteScope> sites = new ArrayList<>();
            List<Node> lines = new ArrayList<>();
            lines.add(printed(around.beforeNames()));
            for (NginxSite site : alike) {
                sites.add(site.scope());
                lines.add(printed(site.names()));
            }
            lines.add(printed(around.afterNames()));
            String name = NginxDialect.SITES + "/"
                    + SiteFileName.of(first.site().hosts().get(0)) + ".conf";
            Problems none = new Problems();
            List<Node> nodes = new ArrayList<>(head);
            nodes.add(forField(first.field("hosts"), List.of(block("server", List.of(), lines))));
            Grammar.Printed content = grammar.print(nodes, none);
            Grammar.Printed include =
                    grammar.print(List.of(forField(first.field("hosts"), List.of(Node.words("include", name)))), none);
            return new SiteFile(name, sites, around, content, include);
        }

        private boolean isOf(List<NginxSite> alike) {
            for (int i = 0; i < alike.size() && alike.size() == sites.size(); i++) {
                if (!alike.get(i).scope().equals(sites.get(i))) {
                    return false;
                }
            }
            return alike.size() == sites.size();
        }
    }
}
