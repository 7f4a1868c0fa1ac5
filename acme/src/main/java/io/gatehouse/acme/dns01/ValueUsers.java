package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.TxtRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts who needs a value: two orders may share an authorization and with it a value, and the first to finish must not
 * take it from the other. Not safe for use by many threads; its zone's writer is one at a time.
 */
final class ValueUsers {
    private final Map<DomainName, Map<String, Integer>> users = new HashMap<>();

    void add(List<TxtRecord> records) {
        records.forEach(txt ->
                users.computeIfAbsent(txt.name(), name -> new HashMap<>()).merge(txt.value(), 1, Integer::sum));
    }

    /** Those that nobody needs any more; also those that nobody was known to need, which a process before this one wrote. */
    List<TxtRecord> remove(List<TxtRecord> records) {
        List<TxtRecord> unused = new ArrayList<>();
        for (TxtRecord txt : records) {
            Map<String, Integer> values = users.getOrDefault(txt.name(), new HashMap<>());
            if (values.merge(txt.value(), -1, Integer::sum) <= 0) {
                values.remove(txt.value());
                unused.add(txt);
            }
            if (values.isEmpty()) {
                users.remove(txt.name());
            }
        }
        return unused;
    }

    /** Whether no name would have more values than that, were these added. */
    boolean haveRoom(List<TxtRecord> records, int most) {
        Map<DomainName, Set<String>> after = new HashMap<>();
        for (TxtRecord txt : records) {
            after.computeIfAbsent(
                            txt.name(),
                            name -> new HashSet<>(
                                    users.getOrDefault(name, Map.of()).keySet()))
                    .add(txt.value());
        }
        return after.values().stream().allMatch(values -> values.size() <= most);
    }
}
