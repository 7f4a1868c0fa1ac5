package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.EnvelopeFormatException;
import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;

/** What a run does to one stored value. It has no side effects: after a lost race it is asked again. */
@FunctionalInterface
interface CellChange {
    Outcome apply(String stored, String row, SecretTable.Column column);

    /** What is to become of a stored value. */
    sealed interface Outcome permits Current, Replacement, Bad {}

    /** It is as it should be. */
    record Current() implements Outcome {}

    /** It is to be replaced. */
    record Replacement(String text) implements Outcome {}

    /** It cannot be read. */
    record Bad(Reason reason) implements Outcome {
        static Bad of(EnvelopeFormatException e) {
            return new Bad(
                    switch (e.reason()) {
                        case NOT_AN_ENVELOPE -> Reason.NOT_AN_ENVELOPE;
                        case UNSUPPORTED -> Reason.UNSUPPORTED;
                        case DAMAGED -> Reason.DAMAGED;
                    });
        }
    }
}
