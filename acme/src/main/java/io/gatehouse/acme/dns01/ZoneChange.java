package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.TxtRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one order wants written to a zone, and how that went. Its outcome is guarded by the lock of the zone's writer. */
final class ZoneChange {
    enum Action {
        APPEND,
        DELETE
    }

    private final Action action;
    private final List<NeededRecord> records;
    private List<TxtRecord> toSend;
    private boolean isDone;
    private @Nullable RuntimeException failure;

    ZoneChange(Action action, List<NeededRecord> records) {
        this.action = action;
        this.records = List.copyOf(records);
        this.toSend = records.stream().map(NeededRecord::txt).toList();
    }

    boolean isAppend() {
        return action == Action.APPEND;
    }

    List<NeededRecord> records() {
        return records;
    }

    Set<DomainName> names() {
        return records.stream().map(NeededRecord::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What of it the vendor is asked for: all, unless other orders need some of what is to be deleted. */
    List<TxtRecord> toSend() {
        return toSend;
    }

    void sendOnly(List<TxtRecord> part) {
        toSend = List.copyOf(part);
    }

    boolean isDone() {
        return isDone;
    }

    void done() {
        isDone = true;
    }

    void failed(RuntimeException why) {
        isDone = true;
        failure = why;
    }

    void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }
}
