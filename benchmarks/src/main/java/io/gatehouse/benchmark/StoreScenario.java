package io.gatehouse.benchmark;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.CertificatesBuilder;
import io.gatehouse.acme.RunReport;
import io.gatehouse.acme.StateKind;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.MovableClock;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A store in a folder with thousands of certificates, all P-256 under one intermediate, as from one CA: how long a service
 * waits at its start until it can serve any of them, how long until it has served each, the heap that each takes beyond its
 * key and chain, and how long a tick takes to say which are due.
 *
 * <p>Arguments: the folder, and how many certificates (10000). The first run fills the folder and ends, so that the
 * figures are those of a JVM that has done nothing else.
 */
public final class StoreScenario {
    private static final int OPENINGS = 3;
    private static final int DUE = 100;
    private static final int TICKS = 200;
    /** From the beginning of a certificate on, by its plan. */
    private static final Duration SOON = Duration.ofDays(2);

    private static final Duration LATE = Duration.ofDays(30);

    private final Path folder;
    private final int certificates;

    private StoreScenario(Path folder, int certificates) {
        this.folder = folder;
        this.certificates = certificates;
    }

    /**
     * Measures and prints.
     *
     * @param args the folder, and how many certificates
     */
    public static void main(String[] args) {
        int certificates = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        StoreScenario scenario = new StoreScenario(Path.of(args[0]), certificates);
        if (CertificateStore.directory(scenario.folder).names().size() < certificates) {
            scenario.fill();
            System.out.println("Run it again for the figures of a new JVM.");
            return;
        }
        scenario.open();
        scenario.weigh();
        scenario.tick();
    }

    private void fill() {
        CertificateStore store = CertificateStore.directory(folder);
        CertificateAuthority authority = CertificateAuthority.create("Root").intermediate("Intermediate");
        long begun = System.nanoTime();
        IntStream.range(0, certificates).parallel().forEach(i -> {
            String name = name(i);
            CertificateBundle bundle = authority.server(name).issue();
            store.commit(name, bundle);
            store.putState(StateKind.RENEWAL, name, plan(bundle, i < DUE ? SOON : LATE));
        });
        System.out.printf("filled with %d in %.1f s%n", certificates, seconds(begun));
    }

    private static String name(int number) {
        return "host-%05d.example.test".formatted(number);
    }

    /** As docs/spec/acme-store-v1.md has it. */
    private static byte[] plan(CertificateBundle bundle, Duration due) {
        Instant made = bundle.notBefore();
        return """
                gatehouse-acme-renewal 1
                certificate %s
                made-at %s
                due-at %s
                ask-at %s
                not-before %s
                failures 0
                """.formatted(bundle.fingerprint(), made, made.plus(due), made.plus(due), made)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void open() {
        for (int i = 0; i < OPENINGS; i++) {
            long begun = System.nanoTime();
            Duration spent = processorTime();
            X509ExtendedKeyManager served = builder().build().keyManager();
            double opened = seconds(begun);
            double processor = processorTime().minus(spent).toMillis() / 1e3;
            String[] aliases = served.getServerAliases("EC", null);
            long first = System.nanoTime();
            for (String alias : aliases) {
                require(served.getPrivateKey(alias) != null, "a key for " + alias);
            }
            System.out.printf(
                    "opened %d in %.2f s, %.2f s of processor time%s; read each key and chain in %.2f s more; load %.1f%n",
                    aliases.length,
                    opened,
                    processor,
                    i == 0 ? ", by a new JVM" : "",
                    seconds(first),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
    }

    /** What is served beside the same keys and chains in a list, with each intermediate once. */
    private void weigh() {
        long empty = used();
        List<Object> bare = new ArrayList<>();
        long all = serveAndKeep(bare) - empty;
        long keysAndChains = used() - empty;
        int count = bare.size() / 2;
        System.out.printf(
                "heap for each of %d: %d bytes when each was served, of them key and chain %d, beyond them %d%n",
                count, all / count, keysAndChains / count, (all - keysAndChains) / count);
    }

    /** The heap in use when all have been served; of that, the keys and chains are kept when this returns. */
    private long serveAndKeep(List<Object> bare) {
        X509ExtendedKeyManager served = builder().build().keyManager();
        for (String alias : served.getServerAliases("EC", null)) {
            bare.add(served.getPrivateKey(alias));
            bare.add(Arrays.asList(served.getCertificateChain(alias)));
        }
        long inUse = used();
        require(served.getServerAliases("EC", null).length == certificates, "all to be served still");
        return inUse;
    }

    private void tick() {
        Instant begin = CertificateStore.directory(folder)
                .current(name(0))
                .orElseThrow()
                .notBefore();
        MovableClock clock = MovableClock.at(begin.plus(SOON.dividedBy(2)));
        Gate gate = new Gate();
        List<CertificateRequest> requests = IntStream.range(0, certificates)
                .mapToObj(i -> CertificateRequest.forNames(name(i)))
                .toList();
        try (Certificates certs =
                builder().manage(requests).clock(clock).executor(gate).build()) {
            long begun = System.nanoTime();
            RunReport first = certs.runDue();
            require(first.issued().isEmpty() && first.failed().isEmpty(), "a first look that finds nothing to do");
            System.out.printf("first look at %d: %.1f s%n", certificates, seconds(begun));

            print("tick with none due", ticks(() -> {
                long from = System.nanoTime();
                require(certs.runDue().failed().isEmpty(), "none due");
                return System.nanoTime() - from;
            }));
            gate.isShut = true;
            clock.advance(SOON);
            print("tick with " + DUE + " due, until the first is handed on", ticks(() -> {
                gate.firstAt = 0;
                long from = System.nanoTime();
                require(certs.runDue().failed().size() == DUE, DUE + " due");
                // What the gate turns away is due again a minute later.
                clock.advance(Duration.ofMinutes(2));
                return gate.firstAt - from;
            }));
        }
    }

    private interface Tick {
        long nanos();
    }

    private static double[] ticks(Tick tick) {
        return IntStream.range(0, TICKS)
                .mapToDouble(i -> tick.nanos() / 1e6)
                .sorted()
                .toArray();
    }

    private static void print(String what, double[] millis) {
        System.out.printf(
                "%s: %.3f ms (median of %d, from %.3f to %.3f)%n",
                what, millis[TICKS / 2], TICKS, millis[0], millis[TICKS - 1]);
    }

    /** Says when the first of those that are due came out; shut, it takes none of them, for there is no CA here. */
    private static final class Gate implements Executor {
        private boolean isShut;
        private long firstAt;

        @Override
        public void execute(Runnable work) {
            firstAt = firstAt == 0 ? System.nanoTime() : firstAt;
            if (isShut) {
                throw new RejectedExecutionException("shut");
            }
            work.run();
        }
    }

    private CertificatesBuilder builder() {
        return Certificates.builder(AcmeDirectory.letsEncryptStaging())
                .account(AccountKey.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate()))
                .store(CertificateStore.directory(folder))
                .solver(Http01Solver.webroot(folder));
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Of the whole process, its compiler and collector included. */
    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("Expected " + what);
        }
    }
}
