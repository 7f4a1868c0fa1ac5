package io.gatehouse.proxy;

import java.util.Map;

/** The behaviour suite against the installed Caddy. */
class CaddyIT extends ProxyBehaviour {
    CaddyIT() {
        super(ServerUnderTest.CADDY);
    }

    /** It looks at no revocation lists. */
    @Override
    Map<String, String> refusals() {
        return Map.of("revocations", "sites\\[[01]\\]\\.clientCertificates\\.revocations");
    }
}
