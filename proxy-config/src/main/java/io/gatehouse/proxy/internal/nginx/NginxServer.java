package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.core.Problem;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTPS server block of a site, as printed, and what came with it.
 *
 * @param beforeNames its lines before the names
 * @param afterNames its lines behind them
 * @param handshakeLeft whether the handshake is left to the default server
 * @param findings what else came of it
 */
record NginxServer(Grammar.Printed beforeNames, Grammar.Printed afterNames, boolean handshakeLeft, Findings findings) {
    /**
     * What came of printing a server block beside its lines: the same of most.
     *
     * @param commons what it needs outside of all server blocks
     * @param userFiles the files of users it names
     * @param notes what was noted
     * @param problems what cannot be done
     */
    record Findings(
            NginxCommons commons, Map<String, Grammar.Printed> userFiles, List<String> notes, List<Problem> problems) {}

    /**
     * Prints it; nothing is read but the site and the proxy's own settings.
     *
     * @param handshakeLeft whether the handshake is left to the default server
     * @param usual the findings of another, which are taken where they are the same: ten thousand are looked at each time
     */
    static NginxServer of(
            Rendering whole, SiteScope scope, NginxShared shared, boolean handshakeLeft, @Nullable Findings usual) {
        Rendering rendering = whole.apart();
        Grammar grammar = shared.grammar();
        NginxTls tls = new NginxTls(rendering, scope, shared.sessionsCross());
        NginxNeeds needs = NginxNeeds.of(rendering, scope, shared);
        List<Node> rest = new ArrayList<>();
        rest.add(by(Rule.NO_BANNER, words("server_tokens", "off")));
        rest.addAll(shared.log().ofServer());
        rest.addAll(shared.headers().trustedHops());
        rest.add(blank());
        rest.addAll(handshakeLeft ? tls.left() : tls.own());
        rest.add(blank());
        rest.addAll(shared.headers().ofAnswers(scope, NginxRoutes.asksApplications(scope)));
        rest.add(blank());
        rest.addAll(new NginxRoutes(rendering, scope, shared, needs).nodes());
        Grammar.Printed beforeNames = grammar.print(shared.listeners().https(scope), 1, rendering.problems());
        Grammar.Printed afterNames = grammar.print(rest, 1, rendering.problems());
        Findings own = new Findings(
                needs.commons(),
                needs.users().files(),
                rendering.notes(),
                rendering.problems().all());
        return new NginxServer(
                beforeNames, afterNames, handshakeLeft, usual != null && usual.equals(own) ? usual : own);
    }
}
