package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands once for all server blocks, and is collected while they are made.
 *
 * @param log where requests are recorded
 * @param upstreams the applications
 * @param limits how often one client may ask
 * @param users who may pass
 * @param headers what browsers and applications are told
 */
record NginxShared(NginxLog log, NginxUpstreams upstreams, NginxLimits limits, NginxUsers users, NginxHeaders headers) {
    static NginxShared of(Rendering rendering) {
        NginxNames names = new NginxNames(rendering.proxy());
        return new NginxShared(
                new NginxLog(rendering, names),
                new NginxUpstreams(rendering, names),
                new NginxLimits(rendering, names),
                new NginxUsers(rendering, names),
                new NginxHeaders(rendering));
    }

    /** What was collected. */
    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(log.nodes());
        nodes.addAll(limits.nodes());
        nodes.addAll(users.nodes());
        nodes.addAll(upstreams.nodes());
        return nodes;
    }
}
