package io.gatehouse.dns;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.stream.Stream;

/**
 * A zone, known by the name at its top. Immutable.
 *
 * @param apex the name that holds the zone's SOA record (RFC 9499, section 7)
 */
public record DnsZone(DomainName apex) {

    /**
     * @throws InvalidModelException if the apex is a wildcard
     */
    public DnsZone {
        if (apex.isWildcard()) {
            throw new InvalidModelException(
                    "DNS zone " + apex,
                    List.of(new Problem("apex", "is a wildcard; name the zone itself, " + apex.base())));
        }
    }

    /**
     * Reads the name of a zone.
     *
     * @throws io.gatehouse.core.InvalidNameException if it is not a legal name
     */
    public static DnsZone of(String apex) {
        return new DnsZone(DomainName.of(apex));
    }

    /**
     * A zone of a vendor's list. Nothing for a name that no record of ours can lie under, such as {@code 0/25.2.0.192.in-addr.arpa}
     * (RFC 2317): one such zone must not hide the others.
     */
    public static Stream<DnsZone> listed(String apex) {
        try {
            return Stream.of(of(apex));
        } catch (InvalidNameException | InvalidModelException e) {
            return Stream.empty();
        }
    }

    /** Whether the name is the apex or lies below it. A child zone cut out of this one is not known here. */
    public boolean contains(DomainName name) {
        return name.isAtOrBelow(apex);
    }

    /**
     * A name as seen from the apex: {@code _acme-challenge.www} for {@code _acme-challenge.www.example.test} in
     * {@code example.test}, and {@code @} for the apex.
     *
     * @throws IllegalArgumentException if the name does not lie in the zone
     */
    public String relativeName(DomainName name) {
        if (!contains(name)) {
            throw new IllegalArgumentException(name + " does not lie in the zone " + this);
        }
        String text = name.text();
        return name.equals(apex)
                ? "@"
                : text.substring(0, text.length() - apex.text().length() - 1);
    }

    /** The name of the apex. */
    @Override
    public String toString() {
        return apex.text();
    }
}
