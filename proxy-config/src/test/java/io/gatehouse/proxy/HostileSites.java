package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes sites with hostile texts that a dialect prints, and counts those that are refused. Not thread-safe. */
final class HostileSites {
    private final ServerUnderTest server;
    private final Neighbours neighbours;
    private final Path folder;
    private final Random random = new Random(20261122);
    private final List<Sighting> sightings;
    private final Set<DomainName> hosts = new HashSet<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private int number;

    HostileSites(ServerUnderTest server, Neighbours neighbours, Path folder) {
        this.server = server;
        this.neighbours = neighbours;
        this.folder = folder;
        this.sightings = Arrays.stream(Sighting.values()).filter(this::isShown).toList();
    }

    /** What became of how many texts. */
    Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }

    /** So many sites, with all that they need in place. */
    List<HostileSite> next(int size) throws IOException {
        List<HostileSite> sites = new ArrayList<>();
        hosts.clear();
        while (sites.size() < size) {
            Optional<HostileSite> site = tryOne();
            site.ifPresent(sites::add);
        }
        return sites;
    }

    /** Prints the sites in one file; what is refused only there, beside so many others, is taken out of the list. */
    RenderedConfig print(List<HostileSite> sites, ProxyRenderer renderer, Supplier<ReverseProxy.Builder> proxy) {
        while (true) {
            ReverseProxy.Builder all = proxy.get();
            sites.forEach(site -> all.site(site.builder()));
            try {
                return renderer.render(all.build());
            } catch (InvalidModelException refused) {
                Set<HostileSite> out = new HashSet<>();
                for (Problem problem : refused.problems()) {
                    HostileSite site =
                            sites.get(Integer.parseInt(problem.field().replaceFirst("sites\\[([0-9]+)].*", "$1")));
                    assertNamed(
                            site.sighting(),
                            new Problem(problem.field().replaceFirst("[0-9]+", "0"), problem.message()));
                    out.add(site);
                }
                sites.removeAll(out);
                out.forEach(site -> count("refused"));
            }
        }
    }

    /** A folder to run in whose name is hostile too. */
    Path scratch() throws IOException {
        Path scratch = place(path -> server.renderer(path).render(plain().build()));
        return Files.createDirectories(scratch);
    }

    /** A log to write whose name is hostile too; empty if the server writes none. */
    Optional<Path> log() throws IOException {
        Consumer<Path> renders = path ->
                renderer().render(plain().accessLog(AccessLog.file(path)).build());
        try {
            renders.accept(folder.resolve("log"));
        } catch (InvalidModelException writesNone) {
            return Optional.empty();
        }
        Path log = place(renders);
        Files.createDirectories(log.getParent());
        return Optional.of(log);
    }

    private Path place(Consumer<Path> renders) {
        while (true) {
            Path place = folder.resolve("place-" + number++);
            try {
                Path path = Path.of(place + "/" + HostileText.pieces(random));
                if (path.toString().getBytes(StandardCharsets.UTF_8).length < 200
                        && path.equals(path.normalize())
                        && path.startsWith(place)
                        && path.getNameCount() > place.getNameCount()) {
                    renders.accept(path);
                    return path;
                }
            } catch (InvalidPathException | InvalidModelException refused) {
                count("refused");
            }
        }
    }

    /** As many texts of every kind, though far more of some are refused than of others. */
    private Optional<HostileSite> tryOne() throws IOException {
        Sighting sighting = sightings.get(random.nextInt(sightings.size()));
        if (sighting == Sighting.USER && random.nextInt(10) > 0) {
            return Optional.empty(); // Each takes two hashes, made to be slow.
        }
        for (int tries = 0; tries < 100; tries++) {
            Path place = folder.resolve("site-" + number);
            String text = sighting.isFile()
                    ? place + "/" + HostileText.pieces(random)
                    : HostileText.of(sighting.field(), random);
            if (!isAccepted(sighting, text)) {
                count("refused");
            } else if (sighting != Sighting.HOST || hosts.add(DomainName.of(text))) {
                number++;
                return settled(sighting, text, place);
            }
        }
        return Optional.empty();
    }

    private Optional<HostileSite> settled(Sighting sighting, String text, Path place) {
        try {
            return Optional.of(settle(sighting, text, place));
        } catch (IOException | SecureFileException noSuchFile) {
            count("no name of a file here");
            return Optional.empty();
        }
    }

    private HostileSite settle(Sighting sighting, String text, Path place) throws IOException {
        String host = place.getFileName() + ".example.org";
        Optional<CertificateBundle> own = sighting.isOfCertificate()
                ? Optional.of(neighbours
                        .authority()
                        .server(sighting == Sighting.HOST ? text : host)
                        .issue())
                : Optional.empty();
        CertificatePaths certificate = own.map(bundle -> CertificateFolder.writeForAll(bundle, place.resolve("tls")))
                .orElse(neighbours.certificate());
        Path files = Files.createDirectories(place.resolve("files"));
        HostileSite site = new HostileSite(
                sighting,
                text,
                "mark-" + place.getFileName(),
                neighbours,
                neighbours.around(host, certificate, files),
                own);
        Path file = Path.of(text);
        if (sighting.isFile()) {
            boolean inPlace = file.normalize().startsWith(place) && file.getNameCount() > place.getNameCount();
            if (!inPlace || Files.exists(file)) {
                throw new IOException("leads elsewhere");
            }
            Files.createDirectories(file.getParent());
        }
        sighting.prepare(site, file);
        return site;
    }

    /** Refused is only what has a field's name and a reason. */
    private boolean isAccepted(Sighting sighting, String text) {
        try {
            print(sighting, text);
            return true;
        } catch (InvalidPathException | InvalidNameException refusedByItsType) {
            return false;
        } catch (InvalidModelException refused) {
            refused.problems().forEach(problem -> assertNamed(sighting, problem));
            return false;
        }
    }

    private static void assertNamed(Sighting sighting, Problem problem) {
        assertThat(problem.field()).isIn(sighting.field().names());
        assertThat(problem.message()).isNotBlank();
    }

    /** Whether the file differs with the text, and the server is not known to be unable to serve it. */
    private boolean isShown(Sighting sighting) {
        TextField field = sighting.field();
        try {
            return !print(sighting, field.real())
                    .equals(print(sighting, field.form().twin(field.real())));
        } catch (InvalidModelException refused) {
            return false;
        }
    }

    /** Beside another site, since some of what a server can do for one it cannot do for several. */
    private Map<String, String> print(Sighting sighting, String text) {
        Draft other = new Draft(Surroundings.MADE_UP);
        other.host = "other.example.org";
        ReverseProxy proxy = ReverseProxy.builder()
                .site(sighting.field().holding(text).site())
                .site(other.site())
                .build();
        return renderer().render(proxy).files();
    }

    private ProxyRenderer renderer() {
        return server.renderer(Path.of("/var/tmp/scratch"));
    }

    private static ReverseProxy.Builder plain() {
        return ReverseProxy.builder().site(new Draft(Surroundings.MADE_UP).site());
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }
}
