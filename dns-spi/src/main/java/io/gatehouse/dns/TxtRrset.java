package io.gatehouse.dns;

import io.gatehouse.core.DomainName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All TXT values at a name (RFC 2181, section 5). Immutable.
 *
 * @param name the owner
 * @param values each once; empty when there is no such RRset
 * @param ttl the time to live of all of them (RFC 2181, section 5.2); without meaning when there are none
 * @param tag what the API wants back as proof that nobody wrote in between, such as an ETag; empty if it has no such thing
 */
public record TxtRrset(DomainName name, List<String> values, Duration ttl, String tag) {

    /** Takes a copy of the values, and each once. */
    public TxtRrset {
        values = List.copyOf(new LinkedHashSet<>(values));
    }

    /** No values at a name. */
    public static TxtRrset none(DomainName name) {
        return new TxtRrset(name, List.of(), Duration.ZERO, "");
    }

    /** The same with more values; the time to live is that of the values there are, or the given one where there are none. */
    TxtRrset plus(Collection<String> more, Duration timeToLive) {
        List<String> all = new ArrayList<>(values);
        all.addAll(more);
        return new TxtRrset(name, all, values.isEmpty() ? timeToLive : ttl, tag);
    }

    TxtRrset minus(Collection<String> gone) {
        Set<String> without = Set.copyOf(gone);
        return new TxtRrset(
                name, values.stream().filter(value -> !without.contains(value)).toList(), ttl, tag);
    }
}
