package io.gatehouse.provider.dns.exec;

import io.gatehouse.dns.TxtRecord;
import java.util.List;
import java.util.Optional;

/** How a program is told of one record. Safe for use by many threads. */
interface ProgramContract {
    /**
     * One of the records of a call.
     *
     * @param records all of the call, each once
     * @param index which of them the program is run for
     */
    record Place(List<TxtRecord> records, int index) {
        TxtRecord txt() {
            return records.get(index);
        }
    }

    /** What is wrong with a record that the contract cannot express; empty if nothing is. */
    default Optional<String> problemWith(TxtRecord txt) {
        return Optional.empty();
    }

    /** Adds the record; empty if there is nothing to run. */
    Optional<ProgramCall> add(Place place);

    /** Takes the record away; empty if there is nothing to run. */
    Optional<ProgramCall> takeAway(Place place);

    /** What the program that adds wrote to its standard output, whether or not it succeeded. */
    default void wrote(TxtRecord txt, String output) {}

    /** The record is gone: what was remembered of it may be forgotten. */
    default void tookAway(TxtRecord txt) {}
}
