package io.gatehouse.benchmark;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Several customers at one CA, each on its own thread and connection. */
final class Load {
    private final int threads;
    private final Map<String, String> proofs;
    private final Wishes wishes = new Wishes();

    Load(int threads, Map<String, String> proofs) {
        this.threads = threads;
        this.proofs = proofs;
    }

    /** Orders a second, after a warm-up. */
    double ordersPerSecond(URI directory, X509Certificate trust, int warmUp, int orders)
            throws IOException, GeneralSecurityException, InterruptedException {
        SSLContext tls = trusting(trust);
        List<AcmeCustomer> customers = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int i = 0; i < threads; i++) {
                customers.add(new AcmeCustomer(directory, tls.getSocketFactory(), proofs));
            }
            prepare(customers, warmUp / threads);
            run(executor, customers, warmUp / threads);
            prepare(customers, orders / threads);
            Duration took = run(executor, customers, orders / threads);
            return orders / threads * threads / (took.toNanos() / 1e9);
        } finally {
            executor.shutdownNow();
            for (AcmeCustomer customer : customers) {
                customer.close();
            }
        }
    }

    private void prepare(List<AcmeCustomer> customers, int each) {
        for (AcmeCustomer customer : customers) {
            customer.prepare(wishes.next(each));
        }
    }

    private static Duration run(ExecutorService executor, List<AcmeCustomer> customers, int each)
            throws InterruptedException {
        long begun = System.nanoTime();
        List<Future<Integer>> running = executor.invokeAll(customers.stream()
                .map(customer -> (Callable<Integer>) () -> {
                    int length = 0;
                    for (int i = 0; i < each; i++) {
                        length += customer.obtain().length();
                    }
                    return length;
                })
                .toList());
        for (Future<Integer> future : running) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a customer went away without its certificate", e);
            }
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static SSLContext trusting(X509Certificate anchor) throws GeneralSecurityException, IOException {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", anchor);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
