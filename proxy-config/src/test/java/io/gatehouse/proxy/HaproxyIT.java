package io.gatehouse.proxy;

import java.util.Map;

/** The behaviour suite against the installed HAProxy. */
class HaproxyIT extends ProxyBehaviour {
    HaproxyIT() {
        super(ServerUnderTest.HAPROXY);
    }

    /** It serves no files and writes none; and the groups are settled before the name is known. */
    @Override
    Map<String, String> refusals() {
        String files = "sites\\[0]\\.routes\\[0]\\.files";
        return Map.of(
                "files", files,
                "fall-back", files,
                "compressed-files", files,
                "access-log", "accessLog\\.file",
                "tls-curves-by-name", "sites\\[1\\]\\.tls");
    }
}
