package io.gatehouse.benchmark;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The in-process CA beside Pebble: how soon it is ready, and how many orders a second each serves to the same client, in
 * one run. Orders are for addresses of loopback, with ECDSA on P-256. Our CA really fetches each proof over HTTP; Pebble is
 * told to take each as proved.
 *
 * <p>Arguments, each optional and in this order: orders a round (2000), client threads (2), rounds (3).
 */
public final class AcmeServerScenario {
    private static final int WARM_STARTS = 15;

    private final int orders;
    private final int rounds;
    private final ProofServer web;
    private final Load load;

    private AcmeServerScenario(int orders, int threads, int rounds, ProofServer web) {
        this.orders = orders;
        this.rounds = rounds;
        this.web = web;
        this.load = new Load(threads, web.proofs());
    }

    /**
     * Measures and prints.
     *
     * @param args orders a round, client threads, rounds
     * @throws Exception when something does not start, or a CA refuses
     */
    public static void main(String[] args) throws Exception {
        int[] numbers = {2_000, 2, 3};
        for (int i = 0; i < args.length; i++) {
            numbers[i] = Integer.parseInt(args[i]);
        }
        // Before anything else has warmed this JVM.
        starts();
        try (ProofServer web = new ProofServer()) {
            new AcmeServerScenario(numbers[0], numbers[1], numbers[2], web).compare();
        }
    }

    private static void starts() {
        double cold = start();
        double[] warm = new double[WARM_STARTS];
        Arrays.setAll(warm, i -> start());
        Arrays.sort(warm);
        System.out.printf("ready, cold: %.0f ms%n", cold);
        System.out.printf(
                "ready, warm: %.1f ms (median of %d, from %.1f to %.1f)%n",
                warm[WARM_STARTS / 2], WARM_STARTS, warm[0], warm[WARM_STARTS - 1]);
    }

    private static double start() {
        long begun = System.nanoTime();
        try (AcmeServer ca = AcmeServer.builder().start()) {
            ca.directory();
            return (System.nanoTime() - begun) / 1e6;
        }
    }

    private void compare() throws IOException, GeneralSecurityException, InterruptedException {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        Optional<Peer> pebble = Peer.find("pebble");
        for (int round = 0; round < rounds; round++) {
            ours[round] = measureOurs();
            System.out.printf("round %d, ours: %.0f orders/s%n", round + 1, ours[round]);
            if (pebble.isPresent()) {
                theirs[round] = measurePebble(pebble.get());
                System.out.printf("round %d, pebble: %.0f orders/s%n", round + 1, theirs[round]);
            }
        }
        System.out.printf("ours: %.0f orders/s (median)%n", median(ours));
        if (pebble.isPresent()) {
            System.out.printf(
                    "%s: %.0f orders/s (median); ours/pebble: %.2f%n",
                    pebble.get().program(), median(theirs), median(ours) / median(theirs));
        } else {
            System.out.printf("no pebble on the PATH: nothing to compare with%n");
        }
    }

    private double measureOurs() throws IOException, GeneralSecurityException, InterruptedException {
        try (AcmeServer ca = AcmeServer.builder().http01(host -> web.address()).start()) {
            return load.ordersPerSecond(ca.directory(), ca.httpsTrust(), orders / 2, orders);
        }
    }

    private double measurePebble(Peer pebble) throws IOException, GeneralSecurityException, InterruptedException {
        List<Integer> ports = LoopbackPorts.free(3);
        CertificateAuthority trust = CertificateAuthority.create("Pebble's HTTPS");
        CertificateBundle https = trust.server("localhost", "127.0.0.1").issue();
        Path folder = Files.createTempDirectory("gatehouse-benchmark");
        Files.writeString(folder.resolve("https.pem"), https.fullchainPem());
        SecureFiles.write(folder.resolve("https.key"), https.privateKeyPem());
        Files.writeString(folder.resolve("pebble.json"), """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "https.pem", "privateKey": "https.key", "httpPort": %d, "tlsPort": %d,
                  "ocspResponderURL": "", "externalAccountBindingRequired": false,
                  "keyAlgorithm": "ecdsa"}}
                """.formatted(
                        ports.get(0), ports.get(1), web.address().getPort(), ports.get(2)));
        RunningPeer running = pebble.start(PeerLaunch.builder("-config", "pebble.json")
                .folder(folder)
                .environment("PEBBLE_VA_ALWAYS_VALID", "1")
                .environment("PEBBLE_VA_NOSLEEP", "1")
                .environment("PEBBLE_WFE_NONCEREJECT", "0")
                .environment("PEBBLE_AUTHZREUSE", "0")
                .readyWhenListening(ports.get(0))
                .timeLimit(Duration.ofSeconds(30))
                .build());
        try {
            return load.ordersPerSecond(
                    URI.create("https://localhost:" + ports.get(0) + "/dir"), trust.root(), orders / 2, orders);
        } finally {
            running.close();
        }
    }

    private static double median(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
