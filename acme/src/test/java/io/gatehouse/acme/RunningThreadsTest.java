package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.CertificateEvent.ChallengeProgress.Step;
import io.gatehouse.core.Identifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** In which threads certificates are looked after, and what becomes of the work when one is interrupted. */
@Timeout(120)
class RunningThreadsTest extends ManagedFixture {

    /** Answers through another solver, and tells in which threads. */
    private record WatchedSolver(ChallengeSolver solver, List<Thread> threads) implements ChallengeSolver {
        @Override
        public ChallengeType type() {
            return solver.type();
        }

        @Override
        public boolean supports(Identifier identifier) {
            return solver.supports(identifier);
        }

        @Override
        public void present(List<Answer> answers) {
            threads.add(Thread.currentThread());
            solver.present(answers);
        }

        @Override
        public void cleanUp(List<Answer> answers) {
            solver.cleanUp(answers);
        }
    }

    private final List<Certificates> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Certificates::close);
    }

    /** Runs what is due in a thread of its own, and interrupts that as it waits for the CA. */
    private RunReport interruptedWhileItWaits(CertificatesBuilder builder) throws InterruptedException {
        ca.faults().holdValidations();
        CountDownLatch waits = new CountDownLatch(1);
        AtomicReference<RunReport> report = new AtomicReference<>();
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        Certificates certs = builder.onEvent(event -> {
                    if (event instanceof CertificateEvent.Waiting) {
                        waits.countDown();
                    }
                })
                .build();
        opened.add(certs);
        Thread runs = new Thread(() -> {
            report.set(certs.runDue());
            wasInterrupted.set(Thread.currentThread().isInterrupted());
        });
        runs.start();
        waits.await();
        runs.interrupt();
        runs.join();
        assertThat(wasInterrupted).as("the flag is kept").isTrue();
        return report.get();
    }

    @Test
    void orderCutShortByAnInterruptIsGoneOnWith() throws InterruptedException {
        RunReport report = interruptedWhileItWaits(builder(SHOP, WWW).executor(Runnable::run));
        assertThat(report.issued()).isEmpty();
        assertThat(report.failed()).containsOnlyKeys(SHOP.name(), WWW.name());
        assertThat(told(CertificateEvent.RenewalFailed.class))
                .as("whoever ends a process has nothing against a certificate")
                .isEmpty();
        assertThat(told(CertificateEvent.StoreNotWritable.class)).isEmpty();

        try (Certificates restarted = builder(SHOP, WWW)
                .onEvent(event -> {
                    // The CA was told to look before the interrupt; let it only when there is something to see again.
                    if (event instanceof CertificateEvent.ChallengeProgress proof
                            && proof.step() == Step.PRESENTED
                            && proof.name().equals(SHOP.name())) {
                        ca.faults().releaseValidations();
                    }
                })
                .build()) {
            assertThat(restarted.runDue().issued()).containsExactlyInAnyOrder(SHOP.name(), WWW.name());
        }
        assertThat(told(CertificateEvent.OrderResumed.class)).hasSize(1);
        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void interruptOfWhoeverWaitsLeavesTheWorkToItsOwnThreads() throws InterruptedException {
        CountDownLatch issued = new CountDownLatch(2);
        RunReport report = interruptedWhileItWaits(builder(SHOP, WWW).onEvent(event -> {
            if (event instanceof CertificateEvent.Issued) {
                issued.countDown();
            }
        }));
        assertThat(report.failed())
                .containsOnlyKeys(SHOP.name(), WWW.name())
                .allSatisfy((name, failure) -> assertThat(failure).isInstanceOf(InterruptedException.class));

        ca.faults().releaseValidations();
        assertThat(issued.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void usersExecutorDoesTheWorkAndIsLeftToTheUser() {
        ExecutorService own = Executors.newFixedThreadPool(2, WorkerThreads.daemons("users-own"));
        List<Thread> threads = new CopyOnWriteArrayList<>();
        try {
            try (Certificates certs = builder(ca, new WatchedSolver(http(), threads), SHOP, WWW)
                    .executor(own)
                    .build()) {
                assertThat(certs.runDue().issued()).hasSize(2);
            }
            assertThat(threads)
                    .hasSize(2)
                    .allSatisfy(thread -> assertThat(thread.getName()).startsWith("users-own"));
            assertThat(own.isShutdown()).isFalse();
        } finally {
            own.shutdownNow();
        }
    }

    @Test
    void executorThatTakesNothingIsAskedAgain() {
        AtomicBoolean isFull = new AtomicBoolean(true);
        try (Certificates certs = builder(SHOP)
                .executor(work -> {
                    if (isFull.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    work.run();
                })
                .build()) {
            assertThat(certs.runDue().failed()).containsOnlyKeys(SHOP.name());
            isFull.set(false);
            clock.advance(Duration.ofMinutes(1));
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        }
    }

    @Test
    void executorThatWorksInTheCallersThreadNeedsNoMoreStackForEachName() {
        List<Long> depths = new CopyOnWriteArrayList<>();
        CertificateRequest api = CertificateRequest.forNames("api.example.test");
        try (Certificates certs = builder(SHOP, WWW, api)
                .executor(work -> {
                    depths.add(StackWalker.getInstance().walk(Stream::count));
                    work.run();
                })
                .build()) {
            assertThat(certs.runDue().issued()).hasSize(3);
        }
        assertThat(depths).hasSize(3).containsOnly(depths.get(0));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void ownThreadsAreVirtualWhereJavaHasThem() throws Exception {
        Thread worker = threadOfStart();

        assertThat(Thread.class.getMethod("isVirtual").invoke(worker)).isEqualTo(true);
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void ownThreadsAreDaemonsElsewhere() throws Exception {
        Thread worker = threadOfStart();

        assertThat(worker.isDaemon()).isTrue();
        assertThat(worker.getName()).startsWith("gatehouse-renewal");
    }

    private Thread threadOfStart() throws InterruptedException {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        CountDownLatch issued = new CountDownLatch(1);
        try (Certificates certs = builder(ca, new WatchedSolver(http(), threads), SHOP)
                .onEvent(event -> {
                    if (event instanceof CertificateEvent.Issued) {
                        issued.countDown();
                    }
                })
                .build()) {
            certs.start();
            certs.start();
            assertThat(issued.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(threads).as("begun once").hasSize(1);
        return threads.get(0);
    }

    @Test
    void nameThatComesToNoEndIsInterruptedCountedOnceAndTold() {
        ChallengeSolver hangs = new ChallengeSolver() {
            @Override
            public ChallengeType type() {
                return ChallengeType.HTTP_01;
            }

            @Override
            public boolean supports(Identifier identifier) {
                return true;
            }

            @Override
            public void present(List<Answer> answers) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ChallengeSolverException("It was interrupted.", e);
                }
            }

            @Override
            public void cleanUp(List<Answer> answers) {}
        };
        try (Certificates certs =
                builder(ca, hangs, SHOP).timeout(Duration.ofMillis(100)).build()) {
            assertThat(certs.runDue().failed()).containsOnlyKeys(SHOP.name());
        }
        assertThat(told(CertificateEvent.RenewalFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.failure())
                        .isInstanceOf(TimeoutException.class)
                        .hasMessageContaining("hangs"));
    }
}
