package io.gatehouse.benchmark.reload;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Full handshakes, as many as the processors give, with a context whose certificates are renewed all the while and, by
 * turns, with one of the JDK's own whose certificates never change. Ten hosts have a P-256 and an RSA certificate each; half
 * of the clients take the one, half the other. The context that never changes has the two certificates of one host, so that
 * it has nothing to choose. Every handshake must succeed and present the version in service when it began, or a later one
 * that was on its way into service before it ended.
 *
 * <p>All versions are made before the first round, so that what is measured is the renewal on this side: commit, reading
 * back, swap. What making a key and a certificate costs is printed. The first pair of rounds warms the JVM up and is not counted.
 *
 * <p>Arguments, each optional and in this order: renewals (1000), pairs of rounds (5), seconds of a round (20).
 */
public final class ReloadScenario {
    private static final int HOSTS = 10;
    private static final int CLIENTS = 8;
    /** Enough that no version has the key of the one before; RSA keys take long to make. */
    private static final int KEYS = 16;

    private final int rounds;
    private final int renewalsOfARound;
    private final Duration round;
    private final CertificateAuthority root = CertificateAuthority.create("Reload root");
    private final HandshakeClient client = new HandshakeClient(root.certificate());
    private final List<Renewals> ecdsa;
    private final List<Renewals> rsa;
    private final CertificateStore store;
    private final Certificates certificates;
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private int renewed;
    private long renewingNanos;

    private ReloadScenario(Path folder, int renewals, int rounds, Duration round)
            throws GeneralSecurityException, IOException {
        this.rounds = rounds;
        this.renewalsOfARound = renewals / rounds;
        this.round = round;
        this.store = CertificateStore.directory(folder.resolve("store"));
        this.certificates = Certificates.builder(AcmeDirectory.letsEncryptStaging())
                .account(AccountKey.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate()))
                .store(store)
                .solver(Http01Solver.webroot(folder))
                .build();
        this.ecdsa = made(KeyType.EC_P256);
        this.rsa = made(KeyType.RSA_2048);
    }

    /**
     * Measures and prints.
     *
     * @param args renewals, pairs of rounds, seconds of a round
     */
    public static void main(String[] args) throws Exception {
        int renewals = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        Duration round = Duration.ofSeconds(args.length > 2 ? Integer.parseInt(args[2]) : 20);
        System.out.printf(
                "Java %s, %d processors%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors());
        Path folder = Files.createTempDirectory("gatehouse-reload");
        try {
            new ReloadScenario(folder, renewals, rounds, round).compare();
        } finally {
            delete(folder);
        }
    }

    private List<Renewals> made(KeyType keyType) {
        CertificateAuthority issuing = root.intermediate("Reload intermediate");
        int each = ((rounds + 1) * renewalsOfARound + 2 * HOSTS - 1) / (2 * HOSTS);
        long begun = HandshakeLoad.processorNanos();
        List<KeyPair> keys =
                Stream.generate(() -> PrivateKeys.generate(keyType)).limit(KEYS).toList();
        long keysMade = HandshakeLoad.processorNanos();
        List<Renewals> made = IntStream.range(0, HOSTS)
                .mapToObj(host -> Renewals.make(issuing, "shop-" + host + ".example.test", keyType, keys, each))
                .toList();
        System.out.printf(
                "%s, made ahead: %d keys, %.1f ms of processor time each; %d certificates, %.1f ms each%n",
                keyType,
                KEYS,
                (keysMade - begun) / 1e6 / KEYS,
                HOSTS * (each + 1),
                (HandshakeLoad.processorNanos() - keysMade) / 1e6 / HOSTS / (each + 1));
        made.forEach(certificate -> certificate.renew(store, certificates));
        return made;
    }

    private void compare() throws Exception {
        Round allFixed = Round.NONE;
        Round allLive = Round.NONE;
        double[] ratios = new double[rounds];
        try (HandshakeServer fixed = new HandshakeServer(fixedContext(), CLIENTS);
                HandshakeServer live = new HandshakeServer(certificates.serverContext(), CLIENTS)) {
            fixedRound(fixed);
            liveRound(live);
            renewingNanos = 0;
            for (int i = 0; i < rounds; i++) {
                // By turns, so that neither always comes first.
                boolean isFixedFirst = i % 2 == 0;
                Round first = isFixedFirst ? fixedRound(fixed) : liveRound(live);
                Round second = isFixedFirst ? liveRound(live) : fixedRound(fixed);
                Round still = isFixedFirst ? first : second;
                Round renewing = isFixedFirst ? second : first;
                ratios[i] = renewing.byClock() / still.byClock();
                print("round " + (i + 1), still, renewing);
                allFixed = allFixed.plus(still);
                allLive = allLive.plus(renewing);
            }
            System.out.printf("connections that failed at the servers: %d and %d%n", fixed.failures(), live.failures());
        } finally {
            threads.shutdown();
        }
        print("all rounds", allFixed, allLive);
        Arrays.sort(ratios);
        System.out.printf("lower median of the ratios by the clock: %.3f%n", ratios[(rounds - 1) / 2]);
        System.out.printf(
                "%d renewals, %.2f ms of processor time each%n",
                rounds * renewalsOfARound, renewingNanos / 1e6 / rounds / renewalsOfARound);
    }

    private static void print(String what, Round fixed, Round live) {
        System.out.printf(
                "%s: fixed %.0f/s, live %.0f/s, ratio %.3f; in a second of processor time %.0f and %.0f, ratio %.3f;"
                        + " failures %d and %d of %d and %d, wrong certificates %d and %d; load average %.1f%n",
                what,
                fixed.byClock(),
                live.byClock(),
                live.byClock() / fixed.byClock(),
                fixed.byProcessor(),
                live.byProcessor(),
                live.byProcessor() / fixed.byProcessor(),
                fixed.failures(),
                live.failures(),
                fixed.all(),
                live.all(),
                fixed.wrong(),
                live.wrong(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private Round fixedRound(HandshakeServer server) throws Exception {
        HandshakeLoad load = new HandshakeLoad(server.port(), client)
                .start(
                        threads,
                        CLIENTS,
                        List.of(ecdsa.get(0).neverRenewed()),
                        List.of(rsa.get(0).neverRenewed()));
        Thread.sleep(round.toMillis());
        return load.end();
    }

    /** Renewals spread evenly over the round, of one certificate after the other. */
    private Round liveRound(HandshakeServer server) throws Exception {
        HandshakeLoad load = new HandshakeLoad(server.port(), client).start(threads, CLIENTS, ecdsa, rsa);
        long begun = System.nanoTime();
        for (int i = 1; i <= renewalsOfARound; i++) {
            long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            (renewed % 2 == 0 ? ecdsa : rsa).get(renewed / 2 % HOSTS).renew(store, certificates);
            renewed++;
            renewingNanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor;
            long next = begun + round.toNanos() / renewalsOfARound * i;
            Thread.sleep(Math.max(0, Duration.ofNanos(next - System.nanoTime()).toMillis()));
        }
        return load.end();
    }

    /** The JDK's default key manager over the first versions of one host. */
    private SSLContext fixedContext() throws GeneralSecurityException, IOException {
        char[] password = "only in memory".toCharArray();
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        for (Renewals certificate : List.of(ecdsa.get(0), rsa.get(0))) {
            X509Certificate[] chain = certificate.first().chain().toArray(new X509Certificate[0]);
            keys.setKeyEntry("entry" + keys.size(), certificate.first().privateKey(), password, chain);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
