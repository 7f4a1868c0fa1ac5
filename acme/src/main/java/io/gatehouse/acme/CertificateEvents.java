package io.gatehouse.acme;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Tells whoever listens what happens. Safe for use by many threads. */
final class CertificateEvents implements AutoCloseable {
    private final List<EventListener> listeners;
    private final Clock clock;

    /** @param patience how long a listener may hold up what it is told of */
    CertificateEvents(List<Consumer<? super CertificateEvent>> listeners, Clock clock, Duration patience) {
        this.listeners = listeners.stream()
                .map(listener -> new EventListener(listener, patience))
                .toList();
        this.clock = clock;
    }

    void publish(CertificateEvent event) {
        listeners.forEach(listener -> listener.tell(event));
    }

    /** @param left how long it is waited for at most */
    void waiting(String name, CertificateEvent.Waiting.Reason reason, String awaited, Duration left) {
        publish(new CertificateEvent.Waiting(
                name, reason, awaited, clock.instant().plus(left)));
    }

    /** Interrupts listeners that hang. */
    @Override
    public void close() {
        listeners.forEach(EventListener::close);
    }
}
