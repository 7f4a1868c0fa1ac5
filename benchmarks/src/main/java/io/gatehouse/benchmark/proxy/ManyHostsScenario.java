package io.gatehouse.benchmark.proxy;

import com.sun.management.ThreadMXBean;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.ProxyDialects;
import io.gatehouse.proxy.ProxyRenderer;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Thousands of hosts on one proxy: the time and memory to describe and print them in each language, a tenth, a half and all
 * of them, so that what is not linear shows, and in a new JVM; the time until it is known and written what one changed host
 * changes; and how long {@code nginx -t} takes over hosts that have a certificate each, and over the same hosts with one for
 * all.
 *
 * <p>Arguments, optional: hosts (10000), rounds (5), and which parts: {@code print}, {@code change}, {@code read} (all).
 */
public final class ManyHostsScenario {
    private static final List<String> DIALECTS = List.of("nginx", "apache", "haproxy", "caddy", "caddy-json");

    private final int hosts;
    private final int rounds;
    private final Path folder;

    private ManyHostsScenario(int hosts, int rounds, Path folder) {
        this.hosts = hosts;
        this.rounds = rounds;
        this.folder = folder;
    }

    /**
     * Measures and prints.
     *
     * @param args see the class
     */
    public static void main(String[] args) throws IOException {
        int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        List<String> parts =
                args.length > 2 ? List.of(args).subList(2, args.length) : List.of("print", "change", "read");
        Path folder = Files.createTempDirectory("gatehouse-benchmark");
        try {
            ManyHostsScenario scenario = new ManyHostsScenario(hosts, rounds, folder);
            for (String part : parts) {
                scenario.run(part);
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void run(String part) throws IOException {
        switch (part) {
            case "print" -> print();
            case "change" -> change();
            case "read" -> read();
            default -> throw new IllegalArgumentException("There is no part " + part);
        }
    }

    private void print() throws IOException {
        System.out.printf(
                "%-10s %-5s %7s %9s %9s %9s %10s %9s %9s  %s%n",
                "dialect",
                "sites",
                "hosts",
                "median",
                "slowest",
                "output",
                "allocated",
                "model",
                "printed",
                "new JVM: described, printed");
        for (String dialect : DIALECTS) {
            for (boolean ownUpstream : new boolean[] {false, true}) {
                for (int count : new int[] {hosts / 10, hosts / 2, hosts}) {
                    print(dialect, new ManyHosts(count, ownUpstream, 8443, ManyHostsScenario::shared));
                }
            }
        }
    }

    private void print(String dialect, ManyHosts many) throws IOException {
        ProxyRenderer renderer = ProxyDialects.named(dialect);
        double[] millis = new double[rounds];
        long bytes = 0;
        long output = 0;
        for (int round = 0; round < rounds; round++) {
            long allocatedBefore = allocated();
            long start = System.nanoTime();
            RenderedConfig config = renderer.render(many.proxy());
            millis[round] = (System.nanoTime() - start) / 1e6;
            bytes = allocated() - allocatedBefore;
            output = config.files().values().stream().mapToLong(String::length).sum();
        }
        Arrays.sort(millis);
        long empty = live();
        ReverseProxy proxy = many.proxy();
        long model = live();
        RenderedConfig config = renderer.render(proxy);
        long printed = live();
        System.out.printf(
                Locale.ROOT,
                "%-10s %-5s %7d %6.0f ms %6.0f ms %6.1f MB %7.0f MB %6.1f MB %6.1f MB  %s%n",
                dialect,
                many.ownUpstream() ? "own" : "alike",
                proxy.sites().size(),
                millis[rounds / 2],
                millis[rounds - 1],
                output / 1e6,
                bytes / 1e6,
                (model - empty) / 1e6,
                (printed - model) / 1e6,
                FirstRendering.inItsOwnJvm(dialect, proxy.sites().size(), many.ownUpstream()));
        if (config.files().isEmpty()) {
            throw new IllegalStateException("Nothing was printed");
        }
    }

    private void change() throws IOException {
        System.out.printf(
                "%-10s %-5s %7s %-29s %-29s%n",
                "dialect",
                "sites",
                "hosts",
                "known: first, median, slowest, slowest of the second half",
                "written: the same");
        for (boolean ownUpstream : new boolean[] {false, true}) {
            for (int count : new int[] {hosts / 10, hosts / 2, hosts}) {
                Path place = Files.createTempDirectory(folder, "changed");
                ManyHosts many = new ManyHosts(count, ownUpstream, 8443, ManyHostsScenario::shared);
                new OneHostChanged(many, ProxyDialects.named("nginx").filesPerSite(), place).measure("nginx");
            }
        }
    }

    /** Every host has the same certificate's bytes, in one file or in one each: nginx loads what it is told to load. */
    private void read() throws IOException {
        CertificateBundle bundle =
                CertificateAuthority.create("Benchmark CA").server("*.example").issue();
        write(bundle, "shared");
        for (int host = 0; host < hosts; host++) {
            write(bundle, "host-" + host);
        }
        Peer nginx = Peer.require("nginx");
        for (int round = 0; round < rounds; round++) {
            for (boolean ownUpstream : new boolean[] {true, false}) {
                double each = check(nginx, ownUpstream, host -> certificate("host-" + host));
                double one = check(nginx, ownUpstream, host -> certificate("shared"));
                System.out.printf(
                        Locale.ROOT,
                        "nginx -t %s, %d hosts, %s: a certificate each %.1f s, one for all %.1f s, ratio %.2f%n",
                        nginx.version(),
                        hosts,
                        ownUpstream ? "an upstream each" : "alike",
                        each,
                        one,
                        one / each);
            }
        }
    }

    private double check(Peer nginx, boolean ownUpstream, IntFunction<CertificatePaths> certificate)
            throws IOException {
        Path scratch = Files.createDirectories(folder.resolve("nginx"));
        ManyHosts many = new ManyHosts(hosts, ownUpstream, LoopbackPorts.free(), certificate);
        Path entry = ProxyDialects.named("nginx")
                .version(nginx.version())
                .standalone(scratch)
                .render(many.proxy())
                .writeTo(scratch);
        long start = System.nanoTime();
        nginx.run(PeerLaunch.builder("-e", "stderr", "-c", entry.toString(), "-t")
                        .folder(scratch)
                        .build())
                .orThrow();
        return (System.nanoTime() - start) / 1e9;
    }

    /** A certificate that is only named. */
    static CertificatePaths shared(int host) {
        Path at = Path.of("/etc/gatehouse/shared");
        return CertificatePaths.in(at).withBundle(at.resolve("bundle.pem"));
    }

    private CertificatePaths certificate(String name) {
        Path at = folder.resolve(name);
        return CertificatePaths.in(at).withBundle(at.resolve("bundle.pem"));
    }

    private void write(CertificateBundle bundle, String name) throws IOException {
        Path at = Files.createDirectories(folder.resolve(name));
        Files.writeString(at.resolve("fullchain.pem"), bundle.fullchainPem(), StandardCharsets.US_ASCII);
        SecureFiles.write(at.resolve("privkey.pem"), bundle.privateKeyPem());
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** What is left on the heap after a collection. */
    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
