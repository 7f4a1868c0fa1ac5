package io.gatehouse.proxy;

import java.util.Map;

/** {@link VersionBehaviour} of the HAProxy of Debian 13. */
class NewerHaproxyIT extends VersionBehaviour implements Http3Questions, TlsByNameQuestions {
    NewerHaproxyIT() {
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
