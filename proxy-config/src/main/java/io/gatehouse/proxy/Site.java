package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    Site(List<DomainName> hosts, TlsPolicy tls, List<CertificatePaths> certificates, List<Route> routes, Rules rules) {
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

    /** Everything that has a default. */
    record Rules(
            AcmeChallenges acme,
            Hsts hsts,
            SecurityHeaders headers,
            Optional<ClientCertificates> clientCertificates,
            Set<HttpVersion> httpVersions,
            BodyLimit bodyLimit,
            Optional<RateLimit> rateLimit) {}

    /** Collects the settings of one site among others; not thread-safe. */
    public static final class Builder extends SiteSettings<Builder> {
        private Builder(List<String> hosts) {
            super(hosts);
        }

        @Override
        Builder self() {
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
    }
}
