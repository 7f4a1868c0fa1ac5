package io.gatehouse.proxy;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;

/** The authority form of RFC 3986 section 3.2. */
final class HostAndPort {
    private HostAndPort() {}

    static String text(Identifier host, int port) {
        boolean bracket = host instanceof IpAddress address && address.isV6();
        return (bracket ? "[" + host.text() + "]" : host.text()) + ":" + port;
    }
}
