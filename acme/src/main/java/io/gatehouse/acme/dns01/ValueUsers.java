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
 * Knows who needs a value: two orders may share an authorization and with it a value, and the first to finish must not take it
 * from the other. Orders are known and not counted, since one that is interrupted asks again, and one whose deletion failed
 * deletes again. Not safe for use by many threads; its zone's writer is one at a time.
 */
final class ValueUsers {
    private final Map<DomainName, Map<String, Set<String>>> orders = new HashMap<>();

    void add(List<NeededRecord> records) {
        for (NeededRecord each : records) {
            orders.computeIfAbsent(each.name(), name -> new HashMap<>())
                    .computeIfAbsent(each.txt().value(), value -> new HashSet<>())
                    .add(each.order());
        }
    }

    /** Those that nobody needs any more; also those that nobody was known to need, which a process before this one wrote. */
    List<TxtRecord> remove(List<NeededRecord> records) {
        List<TxtRecord> unused = new ArrayList<>();
        for (NeededRecord each : records) {
            Map<String, Set<String>> values = orders.getOrDefault(each.name(), new HashMap<>());
            Set<String> users = values.getOrDefault(each.txt().value(), new HashSet<>());
            users.remove(each.order());
            if (users.isEmpty()) {
                values.remove(each.txt().value());
                unused.add(each.txt());
            }
            if (values.isEmpty()) {
                orders.remove(each.name());
            }
        }
        return unused;
    }

    /** Whether no name would have more values than that, were these added. */
    boolean haveRoom(List<NeededRecord> records, int most) {
        Map<DomainName, Set<String>> after = new HashMap<>();
        for (NeededRecord each : records) {
            after.computeIfAbsent(
                            each.name(),
                            name -> new HashSet<>(
                                    orders.getOrDefault(name, Map.of()).keySet()))
                    .add(each.txt().value());
        }
        return after.values().stream().allMatch(values -> values.size() <= most);
    }
}
