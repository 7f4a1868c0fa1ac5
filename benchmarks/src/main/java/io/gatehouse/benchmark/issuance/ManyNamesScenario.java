package io.gatehouse.benchmark.issuance;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.Peer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How long one certificate takes whose many names lie in nine zones, by dns-01 from a Pebble with a BIND: by Gatehouse with
 * three providers that hold three zones each, and by lego. By the clock, from the first call to the last file on disk, the
 * opening of the account included.
 */
public final class ManyNamesScenario {
    private static final List<String> ZONES =
            IntStream.range(0, 9).mapToObj(i -> "zone" + i + ".test").toList();
    private static final int ZONES_OF_A_PROVIDER = 3;

    private ManyNamesScenario() {}

    /** Takes how many names there are, and how often each is measured. */
    public static void main(String[] args) throws Exception {
        int names = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        Optional<Peer> lego = Peer.find("lego", "5");
        System.out.println("customer: names, seconds");
        for (int round = 0; round < rounds; round++) {
            Path folder = Files.createTempDirectory("gatehouse-benchmark");
            try (World world = new World(folder, ZONES)) {
                List<String> all = names("g" + round, names);
                measure("Gatehouse", all, () -> obtain(world, Files.createDirectory(folder.resolve("g")), all));
                if (lego.isPresent()) {
                    List<String> others = names("l" + round, names);
                    Path own = Files.createDirectory(folder.resolve("l"));
                    measure("lego", others, () -> CommandCustomer.legoByDns01(lego.get(), world, own, others));
                }
            }
        }
    }

    private static List<String> names(String prefix, int names) {
        return IntStream.range(0, names)
                .mapToObj(i -> prefix + "-" + i + "." + ZONES.get(i % ZONES.size()))
                .toList();
    }

    private static void obtain(World world, Path folder, List<String> names) {
        try (DnsProvider first = provider(world, 0);
                DnsProvider second = provider(world, 1);
                DnsProvider third = provider(world, 2)) {
            Certificates.builder(AcmeDirectory.of(world.directory()).trusting(world.httpsTrust()))
                    .account(AccountKey.file(folder.resolve("account.pem")))
                    .agreeToTerms()
                    .store(CertificateStore.directory(folder.resolve("store")))
                    .solver(Dns01Solver.builder(first, second, third)
                            .resolver(world.dns())
                            .authoritativePort(world.dns().getPort())
                            .pollInterval(Duration.ofMillis(100))
                            .build())
                    .build()
                    .obtain(CertificateRequest.forNames(names.toArray(String[]::new)));
        }
    }

    private static DnsProvider provider(World world, int number) {
        int first = number * ZONES_OF_A_PROVIDER;
        return DnsProviders.named("rfc2136", world.dnsSettings(ZONES.subList(first, first + ZONES_OF_A_PROVIDER)));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void measure(String customer, List<String> names, Work work) throws Exception {
        long begun = System.nanoTime();
        work.run();
        System.out.printf("%s: %d, %.1f%n", customer, names.size(), (System.nanoTime() - begun) / 1e9);
    }
}
