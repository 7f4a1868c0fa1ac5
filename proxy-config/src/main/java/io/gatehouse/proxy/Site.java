package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        return "Site" + hosts + routes;
    }

    private record Rules(
            AcmeChallenges acme,
            Hsts hsts,
            Framing framing,
            ReferrerPolicy referrerPolicy,
            Duration webSocketTimeout,
            Optional<Path> upstreamTrust) {}

    /** Collects a site's settings; not thread-safe. A setter called twice keeps the last value. */
    public static final class Builder {
        private final List<String> hosts;
        private final List<PlannedRoute> planned = new ArrayList<>();
        private @Nullable TlsPolicy tls;
        private List<CertificatePaths> certificates = List.of();
        private AcmeChallenges acme = AcmeChallenges.none();
        private @Nullable Hsts hsts;
        private Framing framing = Framing.DENY;
        private ReferrerPolicy referrerPolicy = ReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN;
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

        /** Sends requests under a path to an upstream, such as {@code http://127.0.0.1:3000}. */
        public Builder route(String path, String upstream) {
            planned.add(new PlannedRoute(path, upstream, false));
            return this;
        }

        /** Lets requests under a path become WebSockets, to the upstream of the route around it. */
        public Builder webSocket(String path) {
            planned.add(new PlannedRoute(path, null, true));
            return this;
        }

        /** Lets requests under a path become WebSockets, to an upstream of their own. */
        public Builder webSocket(String path, String upstream) {
            planned.add(new PlannedRoute(path, upstream, true));
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
            List<Route> routes = PlannedRoute.settle(planned, prefix, found);
            checks.routes(routes, upstreamTrust);
            checks.timeout("webSocketTimeout", webSocketTimeout);
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
                    : new Site(names, policy, certificates, routes, rules(policy));
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
    }
}
