package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one writer of a zone, as {@link DnsProvider} asks for. Counts who needs a value: two orders may share an
 * authorization and with it a value, and the first to finish must not take it from the other. Safe for use by many
 * threads.
 */
final class ZoneWriter {
    private final DnsProvider provider;
    private final DnsZone zone;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Value, Integer> users = new HashMap<>();

    ZoneWriter(DnsProvider provider, DnsZone zone) {
        this.provider = provider;
        this.zone = zone;
    }

    DnsProvider provider() {
        return provider;
    }

    private record Value(DomainName name, String text) {
        static Value of(TxtRecord txt) {
            return new Value(txt.name(), txt.value());
        }
    }

    void append(List<TxtRecord> records) {
        lock.lock();
        try {
            records.forEach(txt -> users.merge(Value.of(txt), 1, Integer::sum));
            provider.append(zone, records);
        } finally {
            lock.unlock();
        }
    }

    void delete(List<TxtRecord> records) {
        lock.lock();
        try {
            List<TxtRecord> unused = new ArrayList<>();
            for (TxtRecord txt : records) {
                if (users.merge(Value.of(txt), -1, Integer::sum) <= 0) {
                    users.remove(Value.of(txt));
                    unused.add(txt);
                }
            }
            if (!unused.isEmpty()) {
                provider.delete(zone, unused);
            }
        } finally {
            lock.unlock();
        }
    }
}
