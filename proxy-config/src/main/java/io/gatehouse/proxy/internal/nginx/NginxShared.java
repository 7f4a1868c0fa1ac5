package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Rendering;

/**
 * What all server blocks are printed with: the proxy's own settings, and nothing of a site.
 *
 * @param grammar prints them
 * @param names names what they share
 * @param log where requests are recorded
 * @param headers what browsers and applications are told
 * @param listeners where they listen
 * @param sessionsCross as {@link NginxTls#sessionsCross} says
 */
record NginxShared(
        Grammar grammar,
        NginxNames names,
        NginxLog log,
        NginxHeaders headers,
        NginxListeners listeners,
        boolean sessionsCross) {
    static NginxShared of(Rendering rendering) {
        NginxNames names = new NginxNames(rendering.proxy());
        return new NginxShared(
                new NginxGrammar(),
                names,
                new NginxLog(rendering, names),
                new NginxHeaders(rendering),
                new NginxListeners(rendering),
                NginxTls.sessionsCross(rendering));
    }
}
