package io.gatehouse.postgres;

import io.gatehouse.core.NearestName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What to write for a name that a driver does not know: libpq and each driver spell the same name in their own way. */
final class DriverSpelling {
    private DriverSpelling() {}

    /** Ends a sentence about an unknown name: beside slips, case and underscores are passed over. */
    static String remedy(String name, Collection<String> known) {
        Map<String, String> byFolded = new HashMap<>();
        known.forEach(each -> byFolded.put(fold(each), each));
        return NearestName.of(fold(name), byFolded.keySet())
                .map(folded -> ": write " + byFolded.get(folded))
                .orElse(", or this model does not keep it");
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "");
    }
}
