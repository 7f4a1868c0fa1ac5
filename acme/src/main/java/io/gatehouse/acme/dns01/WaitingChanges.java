package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The changes of a zone that nobody has sent yet, in the order they came, and the values in use there. Changes are added and
 * removed by any thread; all else is for the zone's writer, which is one at a time.
 */
final class WaitingChanges {
    /** Of 43 letters under names of 255, what fits a DNS message of 64 KiB, with its signature. */
    private static final int MOST_RECORDS_IN_A_BATCH = 150;

    private final int valuesAtAName;
    private final List<ZoneChange> waiting = new ArrayList<>();
    private final ValueUsers users = new ValueUsers();

    /** @param valuesAtAName how many the vendor keeps */
    WaitingChanges(int valuesAtAName) {
        this.valuesAtAName = valuesAtAName;
    }

    void add(ZoneChange change) {
        synchronized (waiting) {
            waiting.add(change);
        }
    }

    /**
     * Takes the changes that can go out together, and notes whose values are in use and whose not any more. Values for which there
     * is no room at their name stay until others are deleted, and so do later ones for that name.
     */
    List<ZoneChange> next() {
        List<ZoneChange> batch = new ArrayList<>();
        Set<DomainName> full = new HashSet<>();
        int records = 0;
        synchronized (waiting) {
            for (Iterator<ZoneChange> each = waiting.iterator(); each.hasNext(); ) {
                ZoneChange change = each.next();
                if (!batch.isEmpty() && records + change.records().size() > MOST_RECORDS_IN_A_BATCH) {
                    break;
                }
                if (change.isAppend() && !hasRoom(change, full)) {
                    full.addAll(change.names());
                    continue;
                }
                each.remove();
                if (change.isAppend()) {
                    users.add(change.records());
                }
                batch.add(change);
                records += change.records().size();
            }
        }
        // After all appends: what one order of the batch deletes and another needs stays.
        batch.stream()
                .filter(change -> !change.isAppend())
                .forEach(change -> change.sendOnly(users.remove(change.records())));
        return batch;
    }

    private boolean hasRoom(ZoneChange append, Set<DomainName> full) {
        return append.names().stream().noneMatch(full::contains) && users.haveRoom(append.records(), valuesAtAName);
    }

    /** As before they were taken, ahead of all others. */
    void putBack(List<ZoneChange> changes) {
        for (ZoneChange change : changes) {
            if (change.isAppend()) {
                users.remove(change.records());
            } else {
                users.add(change.records());
            }
        }
        synchronized (waiting) {
            waiting.addAll(0, changes);
        }
    }

    /** It will not be sent, unless it was taken already. */
    void remove(ZoneChange change) {
        synchronized (waiting) {
            waiting.remove(change);
        }
    }
}
