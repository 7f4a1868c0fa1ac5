package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.EnvelopeFormatException;
import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import io.gatehouse.crypto.jdbc.TableReader.Cell;

/** What a run does to one stored value. It has no side effects: after a lost race it is asked again. */
@FunctionalInterface
interface CellChange {
    Outcome apply(Cell cell, StoredValue stored);

    /** What is to become of a stored value. */
    sealed interface Outcome permits Current, Replacement, Bad {}

    /** It is as it should be. */
    record Current() implements Outcome {}

    /** It is to be replaced. */
    record Replacement(StoredValue value) implements Outcome {}

    /** It is to be left alone. */
    record Bad(Reason reason, String detail) implements Outcome {
        static Bad of(EnvelopeFormatException e) {
            Reason reason = switch (e.reason()) {
                case NOT_AN_ENVELOPE -> Reason.NOT_AN_ENVELOPE;
                case UNSUPPORTED -> Reason.UNSUPPORTED;
                case DAMAGED -> Reason.DAMAGED;
            };
            return new Bad(reason, String.valueOf(e.getMessage()));
        }
    }
}
