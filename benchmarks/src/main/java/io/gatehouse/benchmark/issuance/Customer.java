package io.gatehouse.benchmark.issuance;

import java.util.List;

/** Something that obtains certificates. */
interface Customer {
    /** With its version, as the table names it. */
    String name();

    /**
     * A certificate with a key of its own for each of the names, on disk when this returns. Opens its account when first
     * called.
     */
    void obtain(List<String> names) throws Exception;
}
