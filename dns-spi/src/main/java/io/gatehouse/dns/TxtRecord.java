package io.gatehouse.dns;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One value of a TXT RRset (RFC 1035, section 3.3.14). Immutable.
 *
 * <p>The value is the text itself, without quotes, escapes or splits into strings of 255 bytes; those belong to the wire
 * and to the vendor, and a provider adds them.
 *
 * @param name the owner, fully qualified
 * @param value the text, as UTF-8 at most 60,000 bytes, so that a DNS message of 65,535 bytes can carry the record
 *     beside its names and a signature
 * @param ttl the time to live, whole seconds, at most 2,147,483,647 (RFC 2181, section 8)
 */
public record TxtRecord(DomainName name, String value, Duration ttl) {
    private static final int MAX_VALUE_BYTES = 60_000;
    private static final Duration MAX_TTL = Duration.ofSeconds(Integer.MAX_VALUE);

    /**
     * @throws InvalidModelException if the value is too long or the time to live is no number of seconds the DNS can hold
     */
    public TxtRecord {
        List<Problem> problems = new ArrayList<>();
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_VALUE_BYTES) {
            problems.add(new Problem(
                    "value",
                    "has " + bytes + " bytes; the most that is sure to fit a DNS message is " + MAX_VALUE_BYTES));
        }
        if (ttl.isNegative() || ttl.compareTo(MAX_TTL) > 0 || ttl.toNanosPart() != 0) {
            problems.add(new Problem("ttl", "is " + ttl + "; give whole seconds from 0 to " + Integer.MAX_VALUE));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("TXT record at " + name, problems);
        }
    }

    /**
     * The name as seen from the zone's apex.
     *
     * @see DnsZone#relativeName
     * @throws InvalidModelException if the name does not lie in the zone
     */
    public String relativeName(DnsZone zone) {
        if (!zone.contains(name)) {
            throw new InvalidModelException(
                    "TXT record at " + name,
                    List.of(new Problem(
                            "name", "lies outside the zone " + zone + "; write it to the zone that holds it")));
        }
        return zone.relativeName(name);
    }
}
