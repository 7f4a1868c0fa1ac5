package io.gatehouse.acme;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever listens, in the thread it happened in; what a listener throws ends here. Safe for use by many threads. */
final class CertificateEvents {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateEvents.class);

    private final List<Consumer<? super CertificateEvent>> listeners;

    CertificateEvents(List<Consumer<? super CertificateEvent>> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void publish(CertificateEvent event) {
        for (Consumer<? super CertificateEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.error("A listener failed on {}: {}", event, e.toString(), e);
            }
        }
    }
}
