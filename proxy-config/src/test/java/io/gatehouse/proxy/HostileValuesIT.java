package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hostile text that the model takes and the dialect prints is that very text to the running server: it serves the name,
 * opens the file, matches the path, sends the header.
 *
 * <p>Some texts for each server; {@code -Dvalues=2500} for as many as that. On 2026-11-23 each of 2,500 was read as meant by
 * nginx 1.22.1, Apache 2.4, HAProxy 2.6.12 and Caddy 2.6.2, from a Caddyfile and from JSON; some 10,000 to 11,500 others were
 * refused. Such runs had found that mod_rewrite keeps doubled backslashes, that Caddy takes no notice of dots behind a path,
 * and that Apache answers 400 to names whose last label begins with a digit.
 */
class HostileValuesIT {
    private static final int COUNT = Integer.getInteger("values", 10);
    private static final int TOGETHER = 200;

    @ParameterizedTest
    @EnumSource(names = {"NGINX", "APACHE", "HAPROXY", "CADDY", "CADDY_JSON"})
    void serversReadWhatTheModelHolds(ServerUnderTest server, @TempDir Path folder, TestReporter reporter)
            throws Exception {
        server.peer();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<Sighting, Integer> seen = new EnumMap<>(Sighting.class);
        try (Neighbours neighbours = new Neighbours(folder)) {
            HostileSites sites = new HostileSites(server, neighbours, folder);
            for (int left = COUNT; left > 0; ) {
                List<HostileSite> some = sites.next(Math.min(TOGETHER, left));
                look(server, sites, some);
                some.forEach(site -> seen.merge(site.sighting(), 1, Integer::sum));
                left -= some.size();
            }
            reporter.publishEntry(server.name(), COUNT + " read as meant " + seen + ", " + sites.counts());
        }
    }

    private static void look(ServerUnderTest server, HostileSites hostile, List<HostileSite> sites) throws IOException {
        List<Integer> free = LoopbackPorts.free(2);
        TestBed.Ports ports = new TestBed.Ports(free.get(0), free.get(1));
        Path scratch = hostile.scratch();
        Optional<Path> log = hostile.log();
        RenderedConfig config = hostile.print(sites, server.renderer(scratch), () -> {
            ReverseProxy.Builder proxy = ReverseProxy.builder()
                    .listen(Listener.https("127.0.0.1", ports.https()))
                    .listen(Listener.http("127.0.0.1", ports.http()));
            log.ifPresent(file -> proxy.accessLog(AccessLog.file(file)));
            return proxy;
        });
        Path entry = config.writeTo(scratch);
        server.validate(scratch, entry);
        try (RunningPeer running = server.start(scratch, entry, ports.https(), ports.http())) {
            WorkersGroup.give(running, scratch, config);
            assertThat(sites.stream().flatMap(site -> misread(site, ports).stream()))
                    .isEmpty();
            assertThat(running.isAlive()).isTrue();
        }
        log.ifPresent(file -> assertThat(file).isNotEmptyFile());
    }

    /** What the server made of a site's text, if it is not what was meant. */
    private static Optional<String> misread(HostileSite site, TestBed.Ports ports) {
        RawClient client = site.neighbours().client();
        String host =
                site.sighting() == Sighting.HOST ? site.text() : site.around().host();
        try {
            site.sighting().look(new Visit(ports, site, client, host), site.text());
            return Optional.empty();
        } catch (AssertionError | IOException e) {
            return Optional.of(site.sighting() + " \"" + site.text() + "\": " + e);
        }
    }
}
