package io.gatehouse.acme.dns01;

import io.gatehouse.dns.TxtRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one order wants written to a zone, and how that went. Its outcome is guarded by the lock of the zone's writer. */
final class ZoneChange {
    enum Action {
        APPEND,
        DELETE
    }

    private final Action action;
    private final List<TxtRecord> records;
    private boolean isDone;
    private @Nullable RuntimeException failure;

    ZoneChange(Action action, List<TxtRecord> records) {
        this.action = action;
        this.records = List.copyOf(records);
    }

    boolean isAppend() {
        return action == Action.APPEND;
    }

    List<TxtRecord> records() {
        return records;
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
