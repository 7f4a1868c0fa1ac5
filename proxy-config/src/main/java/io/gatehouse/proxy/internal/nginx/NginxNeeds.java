package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;

/**
 * What one server block needs outside of itself, collected while it is made.
 *
 * @param upstreams the applications
 * @param limits how often one client may ask
 * @param users who may pass
 */
record NginxNeeds(NginxUpstreams upstreams, NginxLimits limits, NginxUsers users) {
    static NginxNeeds of(Rendering rendering, SiteScope scope, NginxShared shared) {
        return new NginxNeeds(
                new NginxUpstreams(rendering, shared),
                new NginxLimits(rendering, shared),
                new NginxUsers(rendering, scope, shared));
    }

    /** What other server blocks may need, too. */
    NginxCommons commons() {
        return new NginxCommons(limits.zones(), users.realms(), upstreams.groups());
    }
}
