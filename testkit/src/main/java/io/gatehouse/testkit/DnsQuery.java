package io.gatehouse.testkit;

import java.util.Optional;

/**
 * One question that a {@link DnsServer} or {@link DnsSecondary} was asked. Immutable.
 *
 * @param name the name asked for, without a trailing dot, in the asker's letters
 * @param type the record type, such as {@code TXT}
 * @param transport how it came
 * @param rcode how it was answered, such as {@code NOERROR} or {@code NXDOMAIN}; empty if no answer was sent, or none yet
 */
public record DnsQuery(String name, String type, Transport transport, Optional<String> rcode) {

    /** How a question came. */
    public enum Transport {
        /** As a datagram. */
        UDP,
        /** Over a connection, as after a truncated answer. */
        TCP
    }
}
