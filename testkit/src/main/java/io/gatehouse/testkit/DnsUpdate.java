package io.gatehouse.testkit;

import java.util.List;

/**
 * One update that a {@link DnsServer} was sent (RFC 2136). Immutable.
 *
 * @param zone the apex it names, without a trailing dot
 * @param changes what it asked for, in its order
 * @param rcode how it was answered, such as {@code NOERROR} or {@code REFUSED}; nothing was changed unless NOERROR
 */
public record DnsUpdate(String zone, List<Change> changes, String rcode) {

    /** Copies the list. */
    public DnsUpdate {
        changes = List.copyOf(changes);
    }

    /** What is done to a name. */
    public enum Action {
        /** Adds one value. */
        ADD,
        /** Deletes one value. */
        DELETE_VALUE,
        /** Deletes a whole RRset, or every RRset where the type is {@code ANY}. */
        DELETE_ALL
    }

    /**
     * One change of an update.
     *
     * @param action what is done
     * @param name the owner, without a trailing dot
     * @param type the record type, such as {@code TXT}
     * @param value the data; for TXT the joined text; empty for {@link Action#DELETE_ALL}
     * @param ttl the time to live in seconds; 0 for a deletion
     */
    public record Change(Action action, String name, String type, String value, long ttl) {}
}
