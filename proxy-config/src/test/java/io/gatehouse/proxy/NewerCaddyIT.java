package io.gatehouse.proxy;

import java.util.Map;

/** {@link VersionBehaviour} of the Caddy of Debian 13's backports, by its Caddyfile. */
class NewerCaddyIT extends VersionBehaviour implements Http3Questions {
    NewerCaddyIT() {
        super(ServerUnderTest.NEWER_CADDY);
    }

    /** It looks at no revocation lists. */
    @Override
    Map<String, String> refusals() {
        return Map.of("revocations", "sites\\[[01]\\]\\.clientCertificates\\.revocations");
    }
}
