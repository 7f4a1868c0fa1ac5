package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/**
 * What the questions to one server need: an authority, a client that trusts it, an application, and an instance of the
 * server for each model that a question is about, started when it is first asked for.
 */
final class TestBed implements AutoCloseable {
    private final ServerUnderTest server;
    private final Map<String, String> refusals;
    private final UnaryOperator<ReverseProxy> company;
    private final Path folder;
    private final CertificateAuthority authority = CertificateAuthority.create("Test root");
    private final RawClient client = new RawClient(authority.root());
    private final EchoBackEnd application = new EchoBackEnd();
    private final EchoBackEnd second = new EchoBackEnd();
    private final EventsBackEnd events = new EventsBackEnd();
    private final TestClients clients = new TestClients();
    private final TestClients otherClients = new TestClients();
    private final Map<String, Instance> instances = new HashMap<>();

    /**
     * For one server.
     *
     * @param refusals the themes that the server can do nothing about, each with a pattern of the fields that it refuses
     * @param company what is printed for the model of a question: it, or it among others
     */
    TestBed(ServerUnderTest server, Map<String, String> refusals, UnaryOperator<ReverseProxy> company, Path folder)
            throws IOException {
        this.company = company;
        this.server = server;
        this.refusals = Map.copyOf(refusals);
        this.folder = folder;
        server.peer();
        open(folder);
    }

    ServerUnderTest server() {
        return server;
    }

    CertificateAuthority authority() {
        return authority;
    }

    RawClient client() {
        return client;
    }

    EchoBackEnd application() {
        return application;
    }

    /** Another application, for a route with two. */
    EchoBackEnd second() {
        return second;
    }

    EventsBackEnd events() {
        return events;
    }

    /** Clients of one authority. */
    TestClients clients() {
        return clients;
    }

    /** Clients of another. */
    TestClients otherClients() {
        return otherClients;
    }

    /** A folder that a server's workers may look into. */
    Path folder(String name) throws IOException {
        return open(Files.createDirectories(folder.resolve(name)));
    }

    /** A certificate with an ECDSA key, for these names. */
    CertificatePaths certificate(String... hosts) {
        return certificate(KeyType.EC_P256, hosts);
    }

    CertificatePaths certificate(KeyType type, String... hosts) {
        Path place = folder.resolve("tls").resolve(hosts[0] + "-" + type);
        if (Files.exists(place)) {
            return CertificatePaths.in(place).withBundle(place.resolve("bundle.pem"));
        }
        return CertificateFolder.writeForAll(
                authority.server(hosts).keyType(type).issue(), place);
    }

    /**
     * The instance for a model, which is started once.
     *
     * @param theme what the model is about
     * @param model makes it for the ports it shall listen on
     * @throws TestAbortedException if the model is refused in the fields that the server is known to be unable to serve: the
     *     question is skipped, by the dialect's own words
     */
    Instance instance(String theme, Function<Ports, ReverseProxy> model) throws IOException {
        Instance known = instances.get(theme);
        if (known != null) {
            return known;
        }
        List<Integer> free = LoopbackPorts.free(2);
        Ports ports = new Ports(free.get(0), free.get(1));
        ReverseProxy proxy = company.apply(model.apply(ports));
        Path scratch = folder(theme);
        RenderedConfig config = render(theme, proxy, scratch);
        Path entry = config.writeTo(scratch);
        server.validate(scratch, entry);
        int[] awaited = proxy.listeners(Scheme.HTTP).isEmpty()
                ? new int[] {ports.https()}
                : new int[] {ports.https(), ports.http()};
        RunningPeer running = server.start(scratch, entry, awaited);
        WorkersGroup.give(running, scratch, config);
        Instance started = new Instance(ports.https(), ports.http(), config, running);
        instances.put(theme, started);
        return started;
    }

    private RenderedConfig render(String theme, ReverseProxy proxy, Path scratch) {
        try {
            return server.renderer(scratch).render(proxy);
        } catch (InvalidModelException refused) {
            String cannot = refusals.getOrDefault(theme, "");
            if (refused.problems().stream().allMatch(problem -> problem.field().matches(cannot))) {
                throw new TestAbortedException(
                        refused.problems().stream()
                                .map(Problem::message)
                                .distinct()
                                .collect(Collectors.joining("; ")),
                        refused);
            }
            throw refused;
        }
    }

    @Override
    public void close() throws IOException {
        instances.values().forEach(instance -> instance.running().close());
        application.close();
        second.close();
        events.close();
    }

    private static Path open(Path folder) throws IOException {
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Where a model shall listen, on 127.0.0.1. */
    record Ports(int https, int http) {}

    /** A running server. */
    record Instance(int httpsPort, int httpPort, RenderedConfig config, RunningPeer running) {}
}
