package io.gatehouse.provider.dns.route53;

import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.NoSuchChangeException;

/**
 * The changes that Route 53 has taken and not yet brought to all of its servers, as far as is known here.
 *
 * <p>Safe for use by many threads.
 */
final class PendingChanges {
    /** Whoever never waits must not fill the memory; the oldest are long in sync. */
    private static final int MOST_IN_A_ZONE = 100;

    private final Map<DnsZone, Set<String>> pending = new ConcurrentHashMap<>();
    private final Calls calls;
    private final Duration pause;

    /**
     * @param pause between two questions about a change
     */
    PendingChanges(Calls calls, Duration pause) {
        this.calls = calls;
        this.pause = pause;
    }

    void add(DnsZone zone, ChangeInfo change) {
        if (change.status() == ChangeStatus.INSYNC) {
            return;
        }
        pending.compute(zone, (key, before) -> {
            Set<String> ids = before == null ? new LinkedHashSet<>() : new LinkedHashSet<>(before);
            ids.add(HostedZones.idIn(change.id()));
            if (ids.size() > MOST_IN_A_ZONE) {
                ids.remove(ids.iterator().next());
            }
            return ids;
        });
    }

    /** Returns when all of them are in sync, or the limit has passed. */
    void await(DnsZone zone, Duration limit) {
        long start = System.nanoTime();
        for (String id : List.copyOf(pending.getOrDefault(zone, Set.of()))) {
            while (!isInSync(id)) {
                Duration left = limit.minusNanos(System.nanoTime() - start);
                if (left.isNegative() || left.isZero()) {
                    return;
                }
                sleep(zone, left.compareTo(pause) < 0 ? left : pause);
            }
            remove(zone, id);
        }
    }

    private void remove(DnsZone zone, String id) {
        pending.computeIfPresent(zone, (key, before) -> {
            Set<String> ids = new LinkedHashSet<>(before);
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }

    private boolean isInSync(String id) {
        String action = "GetChange of " + id;
        ChangeInfo change = calls.make(action, client -> {
            try {
                return client.getChange(request -> request.id(id)).changeInfo();
            } catch (NoSuchChangeException e) {
                // Route 53 gave the id: it has forgotten a change of long ago.
                return ChangeInfo.builder().status(ChangeStatus.INSYNC).build();
            }
        });
        if (change == null || change.status() == null) {
            throw Calls.malformed(action, "tells no status");
        }
        return change.status() == ChangeStatus.INSYNC;
    }

    private static void sleep(DnsZone zone, Duration length) {
        try {
            TimeUnit.NANOSECONDS.sleep(length.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.of(
                    Kind.CANCELLED, "interrupted before all servers of Route 53 had the changes in zone " + zone, e);
        }
    }
}
