package io.gatehouse.acme;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Which names are due, in the order in which they become so. Taking those that are due costs as much as there are of them,
 * however many others wait. Not safe for use by many threads.
 */
final class DueList {
    private static final Comparator<Entry> SOONEST = Comparator.comparing(Entry::at);

    private final PriorityQueue<Entry> queue = new PriorityQueue<>(SOONEST);
    private final Map<String, Entry> current = new HashMap<>();

    private record Entry(String name, Instant at) {}

    /** Has a name wait until an instant, whatever it waited for before. */
    void put(String name, Instant at) {
        Entry entry = new Entry(name, at);
        Entry old = current.put(name, entry);
        if (!entry.equals(old)) {
            // The old entry stays in the queue and is passed over when it comes up: finding it now would cost more.
            queue.add(entry);
        }
    }

    /** Takes off the names whose time has come, the longest due first. */
    List<String> take(Instant now) {
        List<String> due = new ArrayList<>();
        for (Entry head = queue.peek(); head != null && !head.at().isAfter(now); head = queue.peek()) {
            queue.remove();
            if (current.remove(head.name(), head)) {
                due.add(head.name());
            }
        }
        return due;
    }

    /** When the next name is due; empty if none waits. */
    Optional<Instant> next() {
        for (Entry head = queue.peek(); head != null; head = queue.peek()) {
            if (head.equals(current.get(head.name()))) {
                return Optional.of(head.at());
            }
            queue.remove();
        }
        return Optional.empty();
    }
}
