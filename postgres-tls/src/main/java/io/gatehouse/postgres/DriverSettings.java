package io.gatehouse.postgres;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A data source name as settings by name, and what they cannot say. Unlike {@link Conversion}, it holds the secrets: they
 * have a place in settings that they do not have in a URL. Its {@code toString} shows names alone.
 *
 * <p>A change never weakens the connection: a conversion that would is refused with a {@link DsnException}.
 *
 * @param values the settings in the order in which they are to be applied; unmodifiable
 * @param changes what was left out or said otherwise, in the order met; empty for an exact conversion
 */
public record DriverSettings(Map<String, String> values, List<Conversion.Change> changes) {
    /** Takes copies. */
    public DriverSettings {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        changes = List.copyOf(changes);
    }

    /** Whether nothing was lost or changed. */
    public boolean isExact() {
        return changes.isEmpty();
    }

    /** The names of the settings and the changes; never a value. */
    @Override
    public String toString() {
        return "DriverSettings[" + String.join(", ", values.keySet()) + "; " + changes + "]";
    }
}
