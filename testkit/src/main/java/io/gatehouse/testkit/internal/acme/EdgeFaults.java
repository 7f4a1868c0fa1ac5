package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.internal.acme.EdgeFault.Passage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The faults that wait for requests: those for the next ones, each for one request and in their order, and those that
 * stand, around all others. Thread-safe.
 */
final class EdgeFaults {
    private final Map<AcmeResource, Deque<EdgeFault>> next = new EnumMap<>(AcmeResource.class);
    private final Map<AcmeResource, List<EdgeFault>> standing = new EnumMap<>(AcmeResource.class);

    synchronized void next(AcmeResource resource, int requests, EdgeFault fault) {
        Deque<EdgeFault> queue = next.computeIfAbsent(resource, any -> new ArrayDeque<>());
        for (int i = 0; i < requests; i++) {
            queue.add(fault);
        }
    }

    synchronized void every(AcmeResource resource, EdgeFault fault) {
        standing.computeIfAbsent(resource, any -> new ArrayList<>()).add(fault);
    }

    synchronized void clear() {
        next.clear();
        standing.clear();
    }

    private synchronized List<EdgeFault> take(AcmeResource resource) {
        if (next.isEmpty() && standing.isEmpty()) {
            return List.of();
        }
        List<EdgeFault> faults = new ArrayList<>();
        Deque<EdgeFault> queue = next.get(resource);
        if (queue != null && !queue.isEmpty()) {
            faults.add(queue.remove());
        }
        faults.addAll(standing.getOrDefault(resource, List.of()));
        return faults;
    }

    Optional<Reply> disturb(AcmeResource resource, Passage sound, Instant now) throws IOException {
        Passage passage = sound;
        for (EdgeFault fault : take(resource)) {
            Passage inner = passage;
            passage = () -> fault.disturb(inner, now);
        }
        return passage.proceed();
    }
}
