package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.pki.CertificateBundle;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current certificates of a store, for those who go on without one that cannot be read: that is told, once, and counts
 * as none. Safe for use by many threads.
 */
final class CurrentCertificates {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentCertificates.class);

    private final CertificateStore store;
    private final CertificateEvents events;
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    CurrentCertificates(CertificateStore store, CertificateEvents events) {
        this.store = store;
        this.events = events;
    }

    /** What is current and can be read. */
    Optional<CertificateBundle> find(String name) {
        try {
            Optional<CertificateBundle> current = store.current(name);
            unreadable.remove(name);
            return current;
        } catch (GatehouseException e) {
            if (Thread.currentThread().isInterrupted()) {
                // Which ends every read; it says nothing of what is there.
                throw e;
            }
            if (unreadable.add(name)) {
                LOG.error("The certificate of {} cannot be read: {}", name, e.getMessage(), e);
                events.publish(new CertificateEvent.CertificateUnreadable(name, e));
            }
            return Optional.empty();
        }
    }

    /** Whether there was something that could not be read when it was last looked for. */
    boolean isUnreadable(String name) {
        return unreadable.contains(name);
    }

    /** How many names have something that cannot be read. */
    int unreadable() {
        return unreadable.size();
    }
}
