package io.gatehouse.benchmark.proxy;

import com.sun.management.ThreadMXBean;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ProxyDialects;
import io.gatehouse.proxy.ProxyRenderer;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.TlsPolicy;
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
 * of them, so that what is not linear shows; and how long {@code nginx -t} takes over hosts that have a certificate each,
 * and over the same hosts with one for all.
 *
 * <p>Arguments, optional: hosts (10000), rounds (5).
 */
public final class ManyHostsScenario {
    private static final List<String> DIALECTS = List.of("nginx", "apache", "haproxy", "caddy");

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
        Path folder = Files.createTempDirectory("gatehouse-benchmark");
        try {
            ManyHostsScenario scenario = new ManyHostsScenario(hosts, rounds, folder);
            scenario.print();
            scenario.read();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void print() {
        System.out.printf(
                "%-8s %7s %9s %9s %9s %10s%n", "dialect", "hosts", "median", "slowest", "output", "allocated");
        for (String dialect : DIALECTS) {
            for (int count : new int[] {hosts / 10, hosts / 2, hosts}) {
                print(dialect, count);
            }
        }
    }

    private void print(String dialect, int count) {
        ProxyRenderer renderer = ProxyDialects.named(dialect);
        double[] millis = new double[rounds];
        long bytes = 0;
        long output = 0;
        for (int round = 0; round < rounds; round++) {
            long allocatedBefore = allocated();
            long start = System.nanoTime();
            RenderedConfig config = renderer.render(proxy(count, host -> certificate("shared")));
            millis[round] = (System.nanoTime() - start) / 1e6;
            bytes = allocated() - allocatedBefore;
            output = config.files().values().stream().mapToLong(String::length).sum();
        }
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-8s %7d %6.0f ms %6.0f ms %6.1f MB %7.0f MB%n",
                dialect,
                count,
                millis[rounds / 2],
                millis[rounds - 1],
                output / 1e6,
                bytes / 1e6);
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
            double each = check(nginx, host -> certificate("host-" + host));
            double one = check(nginx, host -> certificate("shared"));
            System.out.printf(
                    Locale.ROOT,
                    "nginx -t %s, %d hosts: a certificate each %.1f s, one for all %.1f s, ratio %.2f%n",
                    nginx.version(),
                    hosts,
                    each,
                    one,
                    one / each);
        }
    }

    private double check(Peer nginx, IntFunction<CertificatePaths> certificate) throws IOException {
        Path scratch = Files.createDirectories(folder.resolve("nginx"));
        Path entry = ProxyDialects.named("nginx")
                .version(nginx.version())
                .standalone(scratch)
                .render(proxy(hosts, certificate))
                .writeTo(scratch);
        long start = System.nanoTime();
        nginx.run(PeerLaunch.builder("-e", "stderr", "-c", entry.toString(), "-t")
                        .folder(scratch)
                        .build())
                .orThrow();
        return (System.nanoTime() - start) / 1e9;
    }

    private ReverseProxy proxy(int count, IntFunction<CertificatePaths> certificate) {
        TlsPolicy policy = TlsPolicy.intermediate();
        ReverseProxy.Builder proxy = ReverseProxy.builder().listen(Listener.https("127.0.0.1", LoopbackPorts.free()));
        for (int host = 0; host < count; host++) {
            proxy.site(Site.forHosts("host-" + host + ".example")
                    .tls(policy, certificate.apply(host))
                    .route("/", "http://127.0.0.1:3000")
                    .webSocket("/ws"));
        }
        return proxy.build();
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
}
