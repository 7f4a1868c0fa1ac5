package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.dns.DnsZone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a TXT record goes, as an order's journal keeps it: the zone's apex, the record's name, and a word of the order's own,
 * with spaces between them.
 *
 * @param order drawn when the order was planned, so that it is the same for whoever goes on with it
 */
record RecordPlace(DnsZone zone, DomainName name, String order) {
    private static final int PARTS = 3;

    /** @throws ChallengeSolverException if it is not what {@link #toString} gives */
    static RecordPlace parse(String text) {
        try {
            List<String> parts = List.of(text.split(" ", -1));
            if (parts.size() == PARTS) {
                return new RecordPlace(DnsZone.of(parts.get(0)), DomainName.of(parts.get(1)), parts.get(2));
            }
        } catch (GatehouseException e) {
            throw unreadable(text, e);
        }
        throw unreadable(text, null);
    }

    private static ChallengeSolverException unreadable(String text, @Nullable Exception cause) {
        return new ChallengeSolverException(
                "\"" + text
                        + "\" names no TXT record; a zone, a name and a word of the order's are expected. The order's journal was changed,"
                        + " or another solver wrote it.",
                cause);
    }

    @Override
    public String toString() {
        return zone + " " + name.text() + " " + order;
    }
}
