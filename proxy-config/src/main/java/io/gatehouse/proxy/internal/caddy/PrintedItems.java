package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.Explanation;
import io.gatehouse.proxy.internal.Problems;
import java.util.Optional;

/**
 * An array that grows with the number of sites: each value is printed as it comes, and its tree need not be kept. For one
 * file, by one thread.
 */
final class PrintedItems implements Json {
    private final String margin;
    private final Optional<Explanation> around;
    private final JsonPrinter printer;

    /**
     * Starts an array without values.
     *
     * @param depth how many objects and arrays are around each value
     * @param around why values are there that have no reason of their own
     */
    PrintedItems(int depth, Optional<Explanation> around, Problems problems) {
        this.margin = "\t".repeat(depth);
        this.around = around;
        this.printer = new JsonPrinter(problems);
    }

    void add(Json item) {
        printer.item(item, margin, around);
    }

    boolean isEmpty() {
        return printer.isEmpty();
    }

    /**
     * All values as they were printed.
     *
     * @param expected the margin where they are to stand
     */
    JsonPrinter printed(String expected) {
        if (!expected.equals(margin)) {
            throw new IllegalStateException(
                    "Printed " + margin.length() + " deep, to stand " + expected.length() + " deep");
        }
        return printer;
    }
}
