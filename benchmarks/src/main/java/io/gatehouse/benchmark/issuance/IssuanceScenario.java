package io.gatehouse.benchmark.issuance;

import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How long it takes to obtain certificates, each for one name, by http-01 and by dns-01, from the same Pebble with the same
 * BIND: by Gatehouse, by a plain loop over acme4j, by lego and by certbot. By the clock, from the first call to the last
 * file on disk, the opening of the account included. Programs start a process for each certificate, as their users do.
 */
public final class IssuanceScenario {
    private final World world;
    private final Path folder;
    private final int certificates;
    private final int byPrograms;

    private IssuanceScenario(World world, Path folder, int certificates, int byPrograms) {
        this.world = world;
        this.folder = folder;
        this.certificates = certificates;
        this.byPrograms = byPrograms;
    }

    /** Takes how many certificates each library obtains, and how many each program does: fewer, for they take long. */
    public static void main(String[] args) throws Exception {
        int certificates = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int byPrograms = args.length > 1 ? Integer.parseInt(args[1]) : certificates;
        Path folder = Files.createTempDirectory("gatehouse-benchmark");
        try (World world = new World(folder)) {
            trustByDefault(world);
            new IssuanceScenario(world, folder, certificates, byPrograms).run();
        }
    }

    /** acme4j asks the JVM whom to trust. */
    private static void trustByDefault(World world) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("pebble", world.httpsTrust());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLContext.setDefault(context);
    }

    private void run() throws Exception {
        Optional<Peer> lego = Peer.find("lego", "5");
        Optional<Peer> certbot = Peer.find("certbot", "5");
        System.out.println("challenge, customer: certificates, seconds, seconds for 100");

        measure("http-01", new GatehouseCustomer(world, Http01Solver.listen(world.http()), own("g")), certificates);
        try (Acme4jLoop loop = new Acme4jLoop(world, own("a"), null)) {
            measure("http-01", loop, certificates);
        }
        if (lego.isPresent()) {
            measure("http-01", CommandCustomer.legoByHttp01(lego.get(), world, own("l")), byPrograms);
        }
        if (certbot.isPresent()) {
            measure("http-01", CommandCustomer.certbotByHttp01(certbot.get(), world, own("c")), byPrograms);
        }

        try (DnsProvider provider = DnsProviders.named("rfc2136", world.dnsSettings())) {
            measure("dns-01", new GatehouseCustomer(world, solver(provider), own("gd")), certificates);
            try (Acme4jLoop loop = new Acme4jLoop(world, own("ad"), provider)) {
                measure("dns-01", loop, certificates);
            }
        }
        if (lego.isPresent()) {
            measure("dns-01", CommandCustomer.legoByDns01(lego.get(), world, own("ld")), byPrograms);
        }
        if (certbot.isPresent()) {
            measure("dns-01", CommandCustomer.certbotByDns01(certbot.get(), world, own("cd")), byPrograms);
        }
    }

    private Dns01Solver solver(DnsProvider provider) {
        return Dns01Solver.builder(provider)
                .resolver(world.dns())
                .authoritativePort(world.dns().getPort())
                .pollInterval(Duration.ofMillis(100))
                .build();
    }

    private Path own(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    private static void measure(String challenge, Customer customer, int certificates) throws Exception {
        String prefix = customer.getClass().getSimpleName().substring(0, 2).toLowerCase(Locale.ROOT);
        List<String> names = IntStream.range(0, certificates)
                .mapToObj(i -> prefix + i + "." + World.ZONE)
                .toList();
        long begun = System.nanoTime();
        customer.obtain(names);
        double seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0;
        System.out.printf(
                "%s, %s: %d, %.1f, %.1f%n",
                challenge, customer.name(), certificates, seconds, seconds / certificates * 100);
    }
}
