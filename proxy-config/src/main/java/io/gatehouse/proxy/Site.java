package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that belong together: the certificates and TLS policy shown for them, the routes behind them, and the rules
 * that hold for all of these. Immutable and thread-safe; one {@link ReverseProxy} serves many.
 *
 * <p>Where a name fits two sites, the exact name wins over a wildcard, and a longer wildcard over a shorter one.
 */
public final class Site {
    private final List<DomainName> hosts;
    private final TlsPolicy tls;
    private final List<CertificatePaths> certificates;
    private final List<Route> routes;
    private final Rules rules;

    private Site(
            List<DomainName> hosts,
            TlsPolicy tls,
            List<CertificatePaths> certificates,
            List<Route> routes,
            Rules rules) {
        this.hosts = List.copyOf(hosts);
        this.tls = tls;
        this.certificates = List.copyOf(certificates);
        this.routes = List.copyOf(routes);
        this.rules = rules;
    }

    /**
     * Starts a site for the given names.
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

    /** The certificates shown, one for each kind of key, in the order given. */
    public List<CertificatePaths> certificates() {
        return certificates;
    }

    /** The routes in the order given. Of those that fit a request, the one with the longest path answers it. */
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

    /** The headers on every answer beside Strict-Transport-Security. */
    public SecurityHeaders headers() {
        return rules.headers();
    }

    /** The certificates asked of clients; empty if none are. */
    public Optional<ClientCertificates> clientCertificates() {
        return rules.clientCertificates();
    }

    /** The versions of HTTP spoken over TLS. */
    public Set<HttpVersion> httpVersions() {
        return rules.httpVersions();
    }

    /** How large a body may be where a route says nothing else. */
    public BodyLimit bodyLimit() {
        return rules.bodyLimit();
    }

    /** How many requests a client may send where a route says nothing else; empty for any number. */
    public Optional<RateLimit> rateLimit() {
        return rules.rateLimit();
    }

    /** Names and routes. */
    @Override
    public String toString() {
        return "Site" + hosts + routes;
    }

    private record Rules(
            AcmeChallenges acme,
            Hsts hsts,
            SecurityHeaders headers,
            Optional<ClientCertificates> clientCertificates,
            Set<HttpVersion> httpVersions,
            BodyLimit bodyLimit,
            Optional<RateLimit> rateLimit) {}

    /** Collects a site's settings; not thread-safe. A setter called twice keeps the last value. */
    public static final class Builder {
        private final List<String> hosts;
        private final List<Route.Builder> planned = new ArrayList<>();
        private @Nullable TlsPolicy tls;
        private List<CertificatePaths> certificates = List.of();
        private AcmeChallenges acme = AcmeChallenges.none();
        private @Nullable Hsts hsts;
        private SecurityHeaders headers = SecurityHeaders.DEFAULT;
        private @Nullable ClientCertificates clientCertificates;
        private Set<HttpVersion> httpVersions = EnumSet.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);
        private BodyLimit bodyLimit = BodyLimit.unlimited();
        private @Nullable RateLimit rateLimit;
        private Duration webSocketTimeout = Duration.ofHours(1);
        private @Nullable Path upstreamTrust;

        private Builder(List<String> hosts) {
            this.hosts = hosts;
        }

        /**
         * What to offer in the handshake, and which certificates to show: one for each kind of key, such as ECDSA first and
         * RSA for clients that know nothing newer. Required.
         */
        public Builder tls(TlsPolicy policy, CertificatePaths... certificates) {
            this.tls = policy;
            this.certificates = List.of(certificates);
            return this;
        }

        /** Adds a route. */
        public Builder route(Route.Builder route) {
            planned.add(route);
            return this;
        }

        /** Sends requests under a path to an upstream, such as {@code http://127.0.0.1:3000}. */
        public Builder route(String path, String upstream) {
            return route(Route.at(path).to(upstream));
        }

        /** Lets requests under a path become WebSockets, to the upstreams of the route around it. */
        public Builder webSocket(String path) {
            return route(Route.at(path).webSocket());
        }

        /** Lets requests under a path become WebSockets, to an upstream of their own. */
        public Builder webSocket(String path, String upstream) {
            return route(Route.at(path).to(upstream).webSocket());
        }

        /** Passes server-sent events under a path, from the upstreams of the route around it. */
        public Builder events(String path) {
            return route(Route.at(path).events());
        }

        /** Answers requests under a path with the files below a folder. */
        public Builder files(String path, Path root) {
            return route(Route.at(path).files(root));
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

        /** The headers on every answer; by default {@link SecurityHeaders#DEFAULT}. */
        public Builder headers(SecurityHeaders headers) {
            this.headers = headers;
            return this;
        }

        /** Who may frame the pages; by default nobody. Short for {@link #headers}. */
        public Builder framing(Framing framing) {
            return headers(headers.framing(framing));
        }

        /** What browsers tell other sites; by default the origin alone. Short for {@link #headers}. */
        public Builder referrerPolicy(ReferrerPolicy policy) {
            return headers(headers.referrerPolicy(policy));
        }

        /** Asks clients for certificates; by default it does not. */
        public Builder clientCertificates(ClientCertificates clients) {
            this.clientCertificates = clients;
            return this;
        }

        /** The versions of HTTP over TLS; by default 1.1 and 2. */
        public Builder http(HttpVersion... versions) {
            this.httpVersions = EnumSet.noneOf(HttpVersion.class);
            this.httpVersions.addAll(List.of(versions));
            return this;
        }

        /** How large a body may be; by default unlimited here, so that the application decides. */
        public Builder bodyLimit(BodyLimit limit) {
            this.bodyLimit = limit;
            return this;
        }

        /** How many requests one client may send; by default any number. */
        public Builder rateLimit(RateLimit limit) {
            this.rateLimit = limit;
            return this;
        }

        /** How long a WebSocket may stay silent before it is closed; by default one hour. */
        public Builder webSocketTimeout(Duration timeout) {
            this.webSocketTimeout = timeout;
            return this;
        }

        /** PEM trust anchors for {@code https} upstreams that name none themselves. */
        public Builder upstreamTrust(Path pem) {
            this.upstreamTrust = pem;
            return this;
        }

        /**
         * Checks everything and builds the site. Not needed for {@link ReverseProxy.Builder#site(Builder)}, which reports
         * the problems of all sites at once.
         *
         * @throws InvalidModelException with every problem found
         */
        public Site build() {
            List<Problem> problems = new ArrayList<>();
            Site site = settle("", problems);
            if (site == null) {
                throw new InvalidModelException("Site", problems);
            }
            return site;
        }

        /** The site, or null when problems were added. */
        @Nullable
        Site settle(String prefix, List<Problem> problems) {
            List<Problem> found = new ArrayList<>();
            SiteChecks checks = new SiteChecks(prefix, found);
            List<DomainName> names = checks.hosts(hosts);
            boolean soundTimeout = checks.webSocketTimeout(webSocketTimeout);
            List<@Nullable Route> routes = new PlannedRoutes(planned, prefix, found)
                    .settle(soundTimeout ? webSocketTimeout : RouteKind.WEB_SOCKET.silence(), upstreamTrust);
            checks.routes(routes);
            checks.httpVersions(httpVersions);
            if (clientCertificates != null) {
                checks.clientCertificates(clientCertificates);
            }
            checks.acme(acme);
            checks.certificates(certificates);
            if (upstreamTrust != null) {
                checks.file("upstreamTrust", upstreamTrust);
            }
            TlsPolicy policy = tls;
            if (policy == null || certificates.isEmpty()) {
                found.add(new Problem(prefix + "tls", "is missing; give a policy and the certificate's paths"));
            }
            problems.addAll(found);
            return policy == null || !found.isEmpty()
                    ? null
                    : new Site(
                            names,
                            policy,
                            certificates,
                            routes.stream().map(Objects::requireNonNull).toList(),
                            rules(policy));
        }

        private Rules rules(TlsPolicy policy) {
            return new Rules(
                    acme,
                    hsts == null ? Hsts.of(policy.hstsMaxAge()) : hsts,
                    headers,
                    Optional.ofNullable(clientCertificates),
                    Collections.unmodifiableSet(EnumSet.copyOf(httpVersions)),
                    bodyLimit,
                    Optional.ofNullable(rateLimit));
        }
    }
}
