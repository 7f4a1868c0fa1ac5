package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.TxtRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts who needs a value: two orders may share an authorization and with it a value, and the first to finish must not
 * take it from the other. Not safe for use by many threads; its zone's writer is one at a time.
 */
final class ValueUsers {
    private final Map<Value, Integer> users = new HashMap<>();

    private record Value(DomainName name, String text) {
        static Value of(TxtRecord txt) {
            return new Value(txt.name(), txt.value());
        }
    }

    void add(List<TxtRecord> records) {
        records.forEach(txt -> users.merge(Value.of(txt), 1, Integer::sum));
    }

    /** Those that nobody needs any more; also those that nobody was known to need, which a process before this one wrote. */
    List<TxtRecord> remove(List<TxtRecord> records) {
        List<TxtRecord> unused = new ArrayList<>();
        for (TxtRecord txt : records) {
            if (users.merge(Value.of(txt), -1, Integer::sum) <= 0) {
                users.remove(Value.of(txt));
                unused.add(txt);
            }
        }
        return unused;
    }
}
