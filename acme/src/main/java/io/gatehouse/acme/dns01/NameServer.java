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
    static NameServer of(InetSocketAddress address) {
        return new NameServer(DnsQueries.text(address), List.of(address));
    }

    /** Its name and the address meant, for people. */
    String at(InetSocketAddress address) {
        String text = DnsQueries.text(address);
        return text.equals(name) ? text : name + " (" + text + ")";
    }
}
