package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that behave, throw, hang, come back, and tell themselves something. */
@Timeout(60)
class EventListenerTest {
    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final Duration NOT_AT_ALL = Duration.ofMillis(1);

    private static CertificateEvent event(int number) {
        return new CertificateEvent.OrderStarted("name " + number, URI.create("https://ca.example.test/directory"));
    }

    private static List<String> names(List<CertificateEvent> events) {
        return events.stream().map(CertificateEvent::name).toList();
    }

    @Test
    void whoeverTellsAListenerGoesOnWhenItKnows() {
        List<CertificateEvent> heard = new ArrayList<>();
        EventListener listener = new EventListener(heard::add, FOR_EVER);

        for (int i = 0; i < 3; i++) {
            listener.tell(event(i));
            assertThat(heard).hasSize(i + 1);
        }
        assertThat(names(heard)).containsExactly("name 0", "name 1", "name 2");
    }

    @Test
    void whatItThrowsEndsThere() {
        List<CertificateEvent> heard = new ArrayList<>();
        EventListener listener = new EventListener(
                event -> {
                    heard.add(event);
                    throw new AssertionError("a listener's own fault");
                },
                FOR_EVER);

        listener.tell(event(1));
        listener.tell(event(2));

        assertThat(names(heard)).containsExactly("name 1", "name 2");
    }

    @Test
    void oneThatHangsIsWaitedForNoMoreAndHearsAllWhenItComesBack() throws InterruptedException {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(100);
        List<CertificateEvent> heard = new CopyOnWriteArrayList<>();
        EventListener listener = new EventListener(
                event -> {
                    try {
                        hangs.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    heard.add(event);
                    all.countDown();
                },
                NOT_AT_ALL);

        for (int i = 0; i < 100; i++) {
            listener.tell(event(i));
        }
        assertThat(heard).isEmpty();
        hangs.countDown();
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(names(heard)).hasSize(100).startsWith("name 0", "name 1").endsWith("name 99");
    }

    @Test
    void oneThatHangsForEverFillsNoMemoryAndIsInterruptedInTheEnd() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        EventListener listener = new EventListener(
                event -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                },
                NOT_AT_ALL);

        for (int i = 0; i < 3000; i++) {
            listener.tell(event(i));
        }
        assertThat(listener.kept()).isEqualTo(1000);
        listener.close();
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void oneThatTellsItselfSomethingDoesNotWaitForItself() throws InterruptedException {
        AtomicReference<EventListener> self = new AtomicReference<>();
        CountDownLatch both = new CountDownLatch(2);
        EventListener listener = new EventListener(
                event -> {
                    if (both.getCount() == 2) {
                        self.get().tell(event(2));
                    }
                    both.countDown();
                },
                FOR_EVER);
        self.set(listener);

        listener.tell(event(1));

        assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void interruptedThreadGoesOnInterrupted() throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        EventListener listener = new EventListener(event -> heard.countDown(), FOR_EVER);

        Thread.currentThread().interrupt();
        listener.tell(event(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
