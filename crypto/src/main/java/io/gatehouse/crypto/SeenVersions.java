package io.gatehouse.crypto;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The newest versions of the key-encryption keys that this process has seen. What is cached notes the generation it was
 * loaded in, so that a new version, once seen for one data key, is known to be missing from all others.
 */
final class SeenVersions {
    private final Map<KekId, Long> newest = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();

    void saw(KekId kek, long version) {
        // The first version seen outdates nothing: whatever is cached was chosen by it, or by none in an outage.
        newest.merge(kek, version, (known, seen) -> {
            if (seen > known) {
                generation.incrementAndGet();
            }
            return Math.max(known, seen);
        });
    }

    /** The newest version seen. A key that has not shown any is taken to be at its first, so that a later one counts. */
    long newest(KekId kek) {
        return newest.computeIfAbsent(kek, id -> 0L);
    }

    long generation() {
        return generation.get();
    }
}
