package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reverse proxy: the names it answers to, the certificate and TLS policy it shows, the routes behind it, and the rules
 * that hold for all of them. Immutable and thread-safe; {@link ProxyDialects} prints it.
 *
 * <p>What every rendering does, because leaving it out is how such files fail: plain HTTP is redirected but for the ACME
 * path; names that are not ours are turned away; {@code X-Forwarded-For}, {@code -Proto} and {@code -Host} are set from
 * the connection and never taken from the client; security headers are on every answer, errors included; bodies pass
 * unbuffered in both directions; WebSockets pass where a route says so and nowhere else.
 */
public final class ReverseProxy {
    private final List<DomainName> hosts;
    private final TlsPolicy tls;
    private final CertificatePaths certificate;
    private final List<Listener> listeners;
    private final List<Route> routes;
    private final Rules rules;

    private ReverseProxy(Settled settled, Rules rules) {
        this.hosts = List.copyOf(settled.hosts());
        this.tls = settled.tls();
        this.certificate = settled.certificate();
        this.listeners = List.copyOf(settled.listeners());
        this.routes = settled.routes().stream()
                .sorted(Comparator.comparingInt(
                                (Route route) -> route.path().text().length())
                        .reversed())
                .toList();
        this.rules = rules;
    }

    /**
     * Starts a proxy for the given names.
     *
     * @param hosts at least one host name; {@code *.example.org} for every name below
     */
    public static Builder forHosts(String... hosts) {
        return new Builder(List.of(hosts));
    }

    /** The names it answers to, in the order given. */
    public List<DomainName> hosts() {
        return hosts;
    }

    /** What is offered in the TLS handshake. */
    public TlsPolicy tls() {
        return tls;
    }

    /** The certificate shown. */
    public CertificatePaths certificate() {
        return certificate;
    }

    /** Where it listens with the given scheme; empty for {@link Scheme#HTTP} when plain HTTP is off. */
    public List<Listener> listeners(Scheme scheme) {
        return listeners.stream().filter(one -> one.scheme() == scheme).toList();
    }

    /** The one port of its HTTPS listeners. */
    public int httpsPort() {
        return listeners(Scheme.HTTPS).get(0).port();
    }

    /** The routes, longest path first: the order in which they are tried. */
    public List<Route> routes() {
        return routes;
    }

    /** Who answers ACME challenges over plain HTTP. */
    public AcmeChallenges acme() {
        return rules.acme();
    }

    /** Strict-Transport-Security as sent. */
    public Hsts hsts() {
        return rules.hsts();
    }

    /** Who may frame its pages. */
    public Framing framing() {
        return rules.framing();
    }

    /** What browsers tell other sites. */
    public ReferrerPolicy referrerPolicy() {
        return rules.referrerPolicy();
    }

    /** How long a WebSocket may stay silent before it is closed. */
    public Duration webSocketTimeout() {
        return rules.webSocketTimeout();
    }

    /** PEM trust anchors for {@code https} upstreams; present when there is one. */
    public Optional<Path> upstreamTrust() {
        return rules.upstreamTrust();
    }

    /** Names and routes. */
    @Override
    public String toString() {
        return "ReverseProxy" + hosts + routes;
    }

    private record Settled(
            List<DomainName> hosts,
            TlsPolicy tls,
            CertificatePaths certificate,
            List<Listener> listeners,
            List<Route> routes) {}

    private record Rules(
            AcmeChallenges acme,
            Hsts hsts,
            Framing framing,
            ReferrerPolicy referrerPolicy,
            Duration webSocketTimeout,
            Optional<Path> upstreamTrust) {}

    private record PlannedRoute(
            Supplier<RoutePath> path, @Nullable Supplier<Upstream> upstream, boolean webSocket) {}

    /** Collects a proxy's settings; not thread-safe. A setter called twice keeps the last value. */
    public static final class Builder {
        private final List<String> hosts;
        private final List<PlannedRoute> planned = new ArrayList<>();
        private final List<Listener> listeners = new ArrayList<>();
        private @Nullable TlsPolicy tls;
        private @Nullable CertificatePaths certificate;
        private AcmeChallenges acme = AcmeChallenges.none();
        private @Nullable Hsts hsts;
        private Framing framing = Framing.DENY;
        private ReferrerPolicy referrerPolicy = ReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN;
        private Duration webSocketTimeout = Duration.ofHours(1);
        private @Nullable Path upstreamTrust;

        private Builder(List<String> hosts) {
            this.hosts = hosts;
        }

        /** What to offer in the handshake, and which certificate to show. Required. */
        public Builder tls(TlsPolicy policy, CertificatePaths certificate) {
            this.tls = policy;
            this.certificate = certificate;
            return this;
        }

        /** Sends requests under a path to an upstream, such as {@code http://127.0.0.1:3000}. */
        public Builder route(String path, String upstream) {
            planned.add(new PlannedRoute(() -> RoutePath.of(path), () -> Upstream.of(upstream), false));
            return this;
        }

        /** Lets requests under a path become WebSockets, to the upstream of the route around it. */
        public Builder webSocket(String path) {
            planned.add(new PlannedRoute(() -> RoutePath.of(path), null, true));
            return this;
        }

        /** Lets requests under a path become WebSockets, to an upstream of their own. */
        public Builder webSocket(String path, String upstream) {
            planned.add(new PlannedRoute(() -> RoutePath.of(path), () -> Upstream.of(upstream), true));
            return this;
        }

        /**
         * Adds a listener. Without any, the proxy listens on every address, ports 80 and 443; with one, exactly on those
         * given, so that leaving out plain HTTP turns it off.
         */
        public Builder listen(Listener listener) {
            listeners.add(listener);
            return this;
        }

        /** Who answers ACME challenges over plain HTTP; by default nobody (404). */
        public Builder acme(AcmeChallenges challenges) {
            this.acme = challenges;
            return this;
        }

        /** Strict-Transport-Security; by default the guideline's age, for the host alone. */
        public Builder hsts(Hsts hsts) {
            this.hsts = hsts;
            return this;
        }

        /** Who may frame the pages; by default nobody. */
        public Builder framing(Framing framing) {
            this.framing = framing;
            return this;
        }

        /** What browsers tell other sites; by default the origin alone. */
        public Builder referrerPolicy(ReferrerPolicy policy) {
            this.referrerPolicy = policy;
            return this;
        }

        /** How long a WebSocket may stay silent before it is closed; by default one hour. */
        public Builder webSocketTimeout(Duration timeout) {
            this.webSocketTimeout = timeout;
            return this;
        }

        /** PEM trust anchors that an {@code https} upstream's certificate must lead to; required when there is one. */
        public Builder upstreamTrust(Path pem) {
            this.upstreamTrust = pem;
            return this;
        }

        /**
         * Checks everything and builds the proxy.
         *
         * @throws InvalidModelException with every problem found
         */
        public ReverseProxy build() {
            List<Problem> problems = new ArrayList<>();
            List<DomainName> names = settleHosts(problems);
            List<Route> routes = settleRoutes(problems);
            List<Listener> places =
                    listeners.isEmpty() ? List.of(Listener.http(80), Listener.https(443)) : List.copyOf(listeners);
            ModelChecks checks = new ModelChecks(problems);
            checks.hosts(names);
            checks.routes(routes, upstreamTrust);
            checks.listeners(places);
            checks.timeout("webSocketTimeout", webSocketTimeout);
            checks.acme(acme);
            if (upstreamTrust != null) {
                checks.file("upstreamTrust", upstreamTrust);
            }
            TlsPolicy policy = tls;
            CertificatePaths paths = certificate;
            if (policy == null || paths == null) {
                problems.add(new Problem("tls", "is missing; give a policy and the certificate's paths"));
            } else {
                checks.certificate(paths);
                if (problems.isEmpty()) {
                    return new ReverseProxy(new Settled(names, policy, paths, places, routes), rules(policy));
                }
            }
            throw new InvalidModelException("ReverseProxy", problems);
        }

        private Rules rules(TlsPolicy policy) {
            return new Rules(
                    acme,
                    hsts == null ? Hsts.of(policy.hstsMaxAge()) : hsts,
                    framing,
                    referrerPolicy,
                    webSocketTimeout,
                    Optional.ofNullable(upstreamTrust));
        }

        private List<DomainName> settleHosts(List<Problem> problems) {
            List<DomainName> names = new ArrayList<>();
            for (int i = 0; i < hosts.size(); i++) {
                try {
                    names.add(DomainName.of(hosts.get(i)));
                } catch (InvalidNameException e) {
                    problems.add(new Problem("hosts[" + i + "]", String.valueOf(e.getMessage())));
                }
            }
            if (hosts.isEmpty()) {
                problems.add(new Problem("hosts", "are missing; give at least one name"));
            }
            return names;
        }

        private List<Route> settleRoutes(List<Problem> problems) {
            List<Route> routes = new ArrayList<>();
            List<Integer> borrowing = new ArrayList<>();
            List<@Nullable RoutePath> paths = new ArrayList<>();
            for (int i = 0; i < planned.size(); i++) {
                PlannedRoute plan = planned.get(i);
                RoutePath path = settle("routes[" + i + "].path", plan.path(), problems);
                paths.add(path);
                Supplier<Upstream> upstream = plan.upstream();
                if (upstream == null) {
                    borrowing.add(i);
                    continue;
                }
                Upstream own = settle("routes[" + i + "].upstream", upstream, problems);
                if (path != null && own != null) {
                    routes.add(new Route(path, own, plan.webSocket()));
                }
            }
            borrow(borrowing, paths, routes, problems);
            return routes;
        }

        private static void borrow(
                List<Integer> borrowing, List<@Nullable RoutePath> paths, List<Route> routes, List<Problem> problems) {
            List<Route> givers = List.copyOf(routes);
            for (int index : borrowing) {
                RoutePath path = paths.get(index);
                if (path == null) {
                    continue;
                }
                Optional<Route> around = givers.stream()
                        .filter(route -> !route.webSocket() && route.path().encloses(path))
                        .max(Comparator.comparingInt(
                                route -> route.path().text().length()));
                if (around.isPresent()) {
                    routes.add(new Route(path, around.get().upstream(), true));
                } else {
                    problems.add(new Problem(
                            "routes[" + index + "].upstream",
                            "no route lies around \"" + path + "\"; add one or name the upstream"));
                }
            }
        }

        private static <T> @Nullable T settle(String field, Supplier<T> value, List<Problem> problems) {
            try {
                return value.get();
            } catch (InvalidModelException e) {
                e.problems().forEach(problem -> problems.add(new Problem(field, problem.message())));
                return null;
            }
        }
    }
}
