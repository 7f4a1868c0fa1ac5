package io.gatehouse.acme.dns01;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * An authoritative server.
 *
 * @param name its host name, or its address when it was given by address
 * @param addresses where it listens; empty when its name does not resolve
 */
record NameServer(String name, List<InetSocketAddress> addresses) {
    static NameServer at(InetSocketAddress address) {
        return new NameServer(DnsQueries.text(address), List.of(address));
    }
}
