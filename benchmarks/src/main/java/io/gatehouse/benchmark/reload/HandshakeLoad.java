package io.gatehouse.benchmark.reload;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that ask one server for one certificate after the other without a pause until {@link #end()}: every second of them
 * takes RSA alone, the others ECDSA.
 */
final class HandshakeLoad {
    private final int port;
    private final HandshakeClient client;
    private final List<Future<?>> clients = new ArrayList<>();
    private final LongAdder right = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final long begun = System.nanoTime();
    private final long processorNanos = processorNanos();
    private volatile boolean isOver;

    HandshakeLoad(int port, HandshakeClient client) {
        this.port = port;
        this.client = client;
    }

    /** Starts so many clients, each of which asks for the certificates of its kind in turn. */
    HandshakeLoad start(ExecutorService threads, int count, List<Renewals> ecdsa, List<Renewals> rsa) {
        for (int i = 0; i < count; i++) {
            boolean byRsa = i % 2 == 1;
            clients.add(threads.submit(() -> askUntilOver(byRsa ? rsa : ecdsa, byRsa)));
        }
        return this;
    }

    private void askUntilOver(List<Renewals> certificates, boolean byRsa) {
        for (int i = 0; !isOver; i++) {
            Renewals certificate = certificates.get(i % certificates.size());
            int servedAtBegin = certificate.served();
            try {
                X509Certificate leaf = client.leaf(port, certificate.host(), byRsa);
                (certificate.mayBe(leaf, servedAtBegin) ? right : wrong).increment();
            } catch (GeneralSecurityException | IOException e) {
                failures.increment();
                System.err.println(e);
            }
        }
    }

    /** Waits for the handshakes under way. */
    Round end() throws InterruptedException, ExecutionException {
        isOver = true;
        for (Future<?> future : clients) {
            future.get();
        }
        return new Round(
                right.sum(),
                failures.sum(),
                wrong.sum(),
                (System.nanoTime() - begun) / 1e9,
                (processorNanos() - processorNanos) / 1e9);
    }

    /** What the whole JVM has used so far. */
    static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
