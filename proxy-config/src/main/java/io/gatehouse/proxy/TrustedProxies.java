package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The hops in front of this proxy whose {@code X-Forwarded-For} is believed. From anyone else it is replaced by the
 * connection's own address.
 *
 * @param ranges their addresses; none by default
 */
public record TrustedProxies(List<Cidr> ranges) {
    /**
     * Copies the list and checks it.
     *
     * @throws InvalidModelException if a range is there twice, or holds every address, which would believe everybody
     */
    public TrustedProxies {
        ranges = List.copyOf(ranges);
        HashSet<Cidr> seen = new HashSet<>();
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.get(i).bits() == 0) {
                throw refused(i, ranges.get(i) + " would believe everybody; name the proxies in front");
            }
            if (!seen.add(ranges.get(i))) {
                throw refused(i, ranges.get(i) + " is there twice");
            }
        }
    }

    /** Nobody: clients connect directly. */
    public static TrustedProxies none() {
        return new TrustedProxies(List.of());
    }

    /**
     * These ranges or single addresses.
     *
     * @throws InvalidModelException with every one that is no range
     */
    public static TrustedProxies of(String... ranges) {
        List<Problem> problems = new ArrayList<>();
        List<Cidr> read = new ArrayList<>();
        for (int i = 0; i < ranges.length; i++) {
            try {
                read.add(Cidr.of(ranges[i]));
            } catch (InvalidModelException e) {
                String field = "ranges[" + i + "]";
                e.problems().forEach(problem -> problems.add(new Problem(field, problem.message())));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("TrustedProxies", problems);
        }
        return new TrustedProxies(read);
    }

    private static InvalidModelException refused(int index, String reason) {
        return new InvalidModelException("TrustedProxies", List.of(new Problem("ranges[" + index + "]", reason)));
    }
}
