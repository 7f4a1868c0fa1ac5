package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.KekId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What still needs a key-encryption key. Backups were not asked: keep the key as long as one of them may have to be
 * restored.
 *
 * <p>Immutable.
 *
 * @param key the key
 * @param storeWasAsked whether a store of data keys was among what was asked
 * @param holders all that was asked, in the order in which it was named
 */
public record RetirementReport(KekId key, boolean storeWasAsked, List<Holder> holders) {
    /** Copies the list. */
    public RetirementReport {
        holders = List.copyOf(holders);
    }

    /**
     * A store or a table that was asked.
     *
     * @param name what it is, for an operator
     * @param needing how many of its data keys or envelopes are wrapped by the key, even if by others beside it
     * @param unreadable how many of its envelopes are damaged or of a newer version, and so may need any key
     * @param inStore how many of its envelopes have their data key in a store
     */
    public record Holder(String name, long needing, long unreadable, long inStore) {}

    /**
     * Whether nothing that was asked needs the key: no data key and no envelope is wrapped by it, all could be read, and
     * where envelopes have their data keys in a store, a store was asked.
     */
    public boolean retirable() {
        return holders.stream().allMatch(this::needsNothing);
    }

    /** What keeps the key from being retired. */
    public List<Holder> inTheWay() {
        return holders.stream().filter(holder -> !needsNothing(holder)).toList();
    }

    private boolean needsNothing(Holder holder) {
        return holder.needing() == 0 && holder.unreadable() == 0 && (storeWasAsked || holder.inStore() == 0);
    }

    /** For a log: {@code KEK 01020304 is still needed: table access_key (300 wrapped by it, 2 unreadable)}. */
    @Override
    public String toString() {
        return retirable()
                ? "KEK " + key + " is needed by nothing that was asked: "
                        + holders.stream().map(Holder::name).collect(Collectors.joining(", "))
                : "KEK " + key + " is still needed: "
                        + inTheWay().stream().map(this::said).collect(Collectors.joining(", "));
    }

    private String said(Holder holder) {
        return holder.name() + " (" + holder.needing() + " wrapped by it, " + holder.unreadable() + " unreadable"
                + (storeWasAsked ? ")" : ", " + holder.inStore() + " with data keys in a store that was not asked)");
    }
}
