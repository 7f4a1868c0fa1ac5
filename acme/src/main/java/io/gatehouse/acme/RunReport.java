package io.gatehouse.acme;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@link Certificates#runDue} did. Immutable.
 *
 * @param issued the names that have a new certificate
 * @param failed the names for which something failed, with what; a deploy hook that failed counts too
 * @param next when there is something to do again; empty if nothing is managed
 */
public record RunReport(List<String> issued, Map<String, Throwable> failed, Optional<Instant> next) {
    /** Copies what it is given. */
    public RunReport {
        issued = List.copyOf(issued);
        failed = Map.copyOf(failed);
    }
}
