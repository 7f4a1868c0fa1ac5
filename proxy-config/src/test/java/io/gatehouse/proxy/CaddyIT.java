package io.gatehouse.proxy;

import java.util.Map;

/** The behaviour suite against the installed Caddy, which reads a Caddyfile. */
class CaddyIT extends ProxyBehaviour {
    CaddyIT() {
        super(ServerUnderTest.CADDY);
    }

    /** It looks at no revocation lists, limits no rates, offers all suites of TLS 1.3, and cannot keep sessions from other authorities' sites. */
    @Override
    Map<String, String> refusals() {
        return Map.of(
                "revocations", "sites\\[[01]\\]\\.clientCertificates\\.revocations",
                "rate-limit", "sites\\[0\\]\\.routes\\[1\\]\\.rateLimit",
                "tls-suites-by-name", "sites\\[[01]\\]\\.tls\\.cipherSuites",
                "client-certificates", "sites\\[[0-9]\\]\\.clientCertificates\\.authorities");
    }
}
