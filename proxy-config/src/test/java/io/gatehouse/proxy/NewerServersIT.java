package io.gatehouse.proxy;

import java.util.Map;
import org.junit.jupiter.api.Nested;

/**
 * What versions decide, asked of servers that are newer than those of Debian 12 and run with a newer OpenSSL: Debian 13's,
 * and a Caddy from its backports.
 *
 * <p>The whole suite asks them too, when it is told: {@code -Dgatehouse.proxies=newer -Dit.test='NginxIT,ApacheIT,…'}.
 */
class NewerServersIT {
    @Nested
    class Nginx extends VersionBehaviour implements Http3Questions {
        Nginx() {
            super(ServerUnderTest.NEWER_NGINX);
        }
    }

    @Nested
    class Apache extends VersionBehaviour {
        Apache() {
            super(ServerUnderTest.NEWER_APACHE);
        }
    }

    @Nested
    class Haproxy extends VersionBehaviour implements Http3Questions, TlsByNameQuestions {
        Haproxy() {
            super(ServerUnderTest.NEWER_HAPROXY);
        }

        /** Over QUIC it gives tickets with which one site's clients would get into another; curves are settled early. */
        @Override
        Map<String, String> refusals() {
            return Map.of(
                    "http-3-clients", "sites\\[[0-9]\\]\\.httpVersions",
                    "tls-curves-by-name", "sites\\[1\\]\\.tls");
        }
    }

    @Nested
    class Caddy extends VersionBehaviour implements Http3Questions {
        Caddy() {
            super(ServerUnderTest.NEWER_CADDY);
        }

        /** It looks at no revocation lists. */
        @Override
        Map<String, String> refusals() {
            return Map.of("revocations", "sites\\[[01]\\]\\.clientCertificates\\.revocations");
        }
    }

    @Nested
    class CaddyJson extends VersionBehaviour implements Http3Questions {
        CaddyJson() {
            super(ServerUnderTest.NEWER_CADDY_JSON);
        }

        /** It looks at no revocation lists. */
        @Override
        Map<String, String> refusals() {
            return Map.of("revocations", "sites\\[[01]\\]\\.clientCertificates\\.revocations");
        }
    }
}
