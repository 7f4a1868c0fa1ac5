package io.gatehouse.proxy;

import java.util.Map;

/** The behaviour suite against the installed Caddy, which reads JSON. */
class CaddyJsonIT extends ProxyBehaviour {
    CaddyJsonIT() {
        super(ServerUnderTest.CADDY_JSON);
    }

    /** It looks at no revocation lists, limits no rates, and offers all suites of TLS 1.3. */
    @Override
    Map<String, String> refusals() {
        return Map.of(
                "revocations", "sites\\[[01]\\]\\.clientCertificates\\.revocations",
                "rate-limit", "sites\\[0\\]\\.routes\\[1\\]\\.rateLimit",
                "tls-suites-by-name", "sites\\[[01]\\]\\.tls\\.cipherSuites");
    }
}
