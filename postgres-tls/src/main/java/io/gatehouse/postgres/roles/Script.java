package io.gatehouse.postgres.roles;

import java.util.List;
import java.util.stream.Collectors;

/** What stands before and after the statements, in a script and in {@link RolePlan#apply}. */
final class Script {
    /** With an empty path nothing that somebody planted in another schema is called; the time-out ends a wait. */
    static final List<String> PREPARATIONS = List.of(
            "SET LOCAL search_path = pg_catalog",
            "SET LOCAL standard_conforming_strings = on",
            "SET LOCAL lock_timeout = '30s'",
            // "gatehous" in ASCII: grants that run side by side fail with "tuple concurrently updated".
            "SELECT pg_catalog.pg_advisory_xact_lock(" + 0x67617465686f7573L + ")");

    static final String BEGIN =
            PREPARATIONS.stream().map(line -> line + ";\n").collect(Collectors.joining("", "BEGIN;\n", ""));

    static final String COMMIT = "COMMIT;\n";

    private Script() {}
}
