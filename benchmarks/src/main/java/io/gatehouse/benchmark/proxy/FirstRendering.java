package io.gatehouse.benchmark.proxy;

import io.gatehouse.proxy.ProxyDialects;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** One description and one rendering, as a process does that runs once: nothing is loaded, nothing compiled. */
final class FirstRendering {
    private FirstRendering() {}

    /**
     * Measures and prints milliseconds: until it is described, and from then until it is printed.
     *
     * @param args dialect, hosts, whether each has its own upstream
     */
    public static void main(String[] args) {
        long start = System.nanoTime();
        ReverseProxy proxy = new ManyHosts(
                        Integer.parseInt(args[1]), Boolean.parseBoolean(args[2]), 8443, ManyHostsScenario::shared)
                .proxy();
        long described = System.nanoTime();
        RenderedConfig config = ProxyDialects.named(args[0]).render(proxy);
        long printed = System.nanoTime();
        if (config.entryContent().isEmpty()) {
            throw new IllegalStateException("Nothing was printed");
        }
        System.out.printf(Locale.ROOT, "%6.0f + %.0f ms%n", (described - start) / 1e6, (printed - described) / 1e6);
    }

    /** What {@link #main} prints in a new JVM. */
    static String inItsOwnJvm(String dialect, int hosts, boolean ownUpstream) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstRendering.class.getName(),
                        dialect,
                        Integer.toString(hosts),
                        Boolean.toString(ownUpstream))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
