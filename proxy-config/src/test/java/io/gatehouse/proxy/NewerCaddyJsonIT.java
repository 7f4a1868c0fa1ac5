package io.gatehouse.proxy;

import java.util.Map;

/** {@link VersionBehaviour} of the Caddy of Debian 13's backports, by JSON. */
class NewerCaddyJsonIT extends VersionBehaviour implements Http3Questions {
    NewerCaddyJsonIT() {
        super(ServerUnderTest.NEWER_CADDY_JSON);
    }

    /** It looks at no revocation lists. */
    @Override
    Map<String, String> refusals() {
        return Map.of("revocations", "sites\\[[01]\\]\\.clientCertificates\\.revocations");
    }
}
