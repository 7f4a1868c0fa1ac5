package io.gatehouse.benchmark.issuance;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.ChallengeSolver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One {@link Certificates}, asked by sixteen threads, as a service with many names would. */
final class GatehouseCustomer implements Customer {
    private static final int THREADS = 16;

    private final Certificates certificates;

    GatehouseCustomer(World world, ChallengeSolver solver, Path folder) {
        certificates = Certificates.builder(AcmeDirectory.of(world.directory()).trusting(world.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(solver)
                .build();
    }

    @Override
    public String name() {
        return "Gatehouse";
    }

    @Override
    public void obtain(List<String> names) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> orders = new ArrayList<>();
            for (String name : names) {
                orders.add(threads.submit(() -> certificates.obtain(CertificateRequest.forNames(name))));
            }
            for (Future<?> order : orders) {
                order.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
