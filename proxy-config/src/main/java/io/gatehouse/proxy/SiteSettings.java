package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a site, whether it is one of many ({@link Site.Builder}) or the only one ({@link OneSiteBuilder}).
 * Not thread-safe. A setter called twice keeps the last value; routes are added. What is given by a supplier is read when the
 * proxy is built, so that a text it refuses is reported with all other problems; given as a value it was checked where it was
 * made.
 *
 * @param <B> the builder that each setter gives back
 */
public abstract sealed class SiteSettings<B extends SiteSettings<B>> permits Site.Builder, OneSiteBuilder {
    private static final Set<HttpVersion> USUAL_VERSIONS =
            Collections.unmodifiableSet(EnumSet.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2));

    private final List<String> hosts;
    private final List<Route.Builder> planned = new ArrayList<>();
    private @Nullable Supplier<TlsPolicy> tls;
    private List<CertificatePaths> certificates = List.of();
    private Supplier<AcmeChallenges> acme = AcmeChallenges::none;
    private @Nullable Hsts hsts;
    private Supplier<SecurityHeaders> headers = () -> SecurityHeaders.DEFAULT;
    private @Nullable Supplier<ClientCertificates> clientCertificates;
    private Set<HttpVersion> httpVersions = USUAL_VERSIONS;
    private BodyLimit bodyLimit = BodyLimit.unlimited();
    private @Nullable RateLimit rateLimit;
    private Duration webSocketTimeout = Duration.ofHours(1);
    private @Nullable Path upstreamTrust;

    SiteSettings(List<String> hosts) {
        this.hosts = hosts;
    }

    abstract B self();

    /**
     * What to offer in the handshake, and which certificates to show: one for each kind of key, such as ECDSA first and
     * RSA for clients that know nothing newer. Required.
     */
    public final B tls(TlsPolicy policy, CertificatePaths... certificates) {
        return tls(() -> policy, certificates);
    }

    /** The same, with a policy that is read when the proxy is built. */
    public final B tls(Supplier<TlsPolicy> policy, CertificatePaths... certificates) {
        this.tls = policy;
        this.certificates = List.of(certificates);
        return self();
    }

    /** Adds a route. */
    public final B route(Route.Builder route) {
        planned.add(route);
        return self();
    }

    /** Sends requests under a path to an upstream, such as {@code http://127.0.0.1:3000}. */
    public final B route(String path, String upstream) {
        return route(Route.at(path).to(upstream));
    }

    /** Lets requests under a path become WebSockets, to the upstreams of the route around it. */
    public final B webSocket(String path) {
        return route(Route.at(path).webSocket());
    }

    /** Lets requests under a path become WebSockets, to an upstream of their own. */
    public final B webSocket(String path, String upstream) {
        return route(Route.at(path).to(upstream).webSocket());
    }

    /** Passes server-sent events under a path, from the upstreams of the route around it. */
    public final B events(String path) {
        return route(Route.at(path).events());
    }

    /** Answers requests under a path with the files below a folder. */
    public final B files(String path, Path root) {
        return route(Route.at(path).files(root));
    }

    /** Who answers ACME challenges over plain HTTP; by default nobody (404). */
    public final B acme(AcmeChallenges challenges) {
        return acme(() -> challenges);
    }

    /** Who answers ACME challenges, read when the proxy is built. */
    public final B acme(Supplier<AcmeChallenges> challenges) {
        this.acme = challenges;
        return self();
    }

    /** Strict-Transport-Security; by default the guideline's age, for the host alone. */
    public final B hsts(Hsts hsts) {
        this.hsts = hsts;
        return self();
    }

    /** The headers on every answer; by default {@link SecurityHeaders#DEFAULT}. */
    public final B headers(SecurityHeaders headers) {
        return headers(() -> headers);
    }

    /** The headers on every answer, read when the proxy is built. */
    public final B headers(Supplier<SecurityHeaders> headers) {
        this.headers = headers;
        return self();
    }

    /** Who may frame the pages; by default nobody. Short for {@link #headers}. */
    public final B framing(Framing framing) {
        Supplier<SecurityHeaders> before = headers;
        return headers(() -> before.get().framing(framing));
    }

    /** What browsers tell other sites; by default the origin alone. Short for {@link #headers}. */
    public final B referrerPolicy(ReferrerPolicy policy) {
        Supplier<SecurityHeaders> before = headers;
        return headers(() -> before.get().referrerPolicy(policy));
    }

    /** Asks clients for certificates; by default it does not. */
    public final B clientCertificates(ClientCertificates clients) {
        return clientCertificates(() -> clients);
    }

    /** Asks clients for certificates, read when the proxy is built. */
    public final B clientCertificates(Supplier<ClientCertificates> clients) {
        this.clientCertificates = clients;
        return self();
    }

    /** The versions of HTTP over TLS; by default 1.1 and 2. */
    public final B http(HttpVersion... versions) {
        Set<HttpVersion> spoken = EnumSet.noneOf(HttpVersion.class);
        spoken.addAll(List.of(versions));
        this.httpVersions = Collections.unmodifiableSet(spoken);
        return self();
    }

    /** How large a body may be; by default unlimited here, so that the application decides. */
    public final B bodyLimit(BodyLimit limit) {
        this.bodyLimit = limit;
        return self();
    }

    /** How many requests one client may send; by default any number. */
    public final B rateLimit(RateLimit limit) {
        this.rateLimit = limit;
        return self();
    }

    /** How long a WebSocket may stay silent before it is closed; by default one hour. */
    public final B webSocketTimeout(Duration timeout) {
        this.webSocketTimeout = timeout;
        return self();
    }

    /** PEM trust anchors for {@code https} upstreams that name none themselves. */
    public final B upstreamTrust(Path pem) {
        this.upstreamTrust = pem;
        return self();
    }

    /** The site, or null when problems were added. */
    @Nullable
    final Site settle(String prefix, List<Problem> problems) {
        List<Problem> found = new ArrayList<>();
        SiteChecks checks = new SiteChecks(prefix, found);
        List<DomainName> names = checks.hosts(hosts);
        boolean soundTimeout = checks.webSocketTimeout(webSocketTimeout);
        List<@Nullable Route> routes = new PlannedRoutes(planned, prefix, found)
                .settle(soundTimeout ? webSocketTimeout : RouteKind.WEB_SOCKET.silence(), upstreamTrust);
        checks.routes(routes);
        checks.httpVersions(httpVersions);
        TlsPolicy policy = tls == null ? null : Deferred.read(prefix + "tls", tls, found);
        Site.Rules rules = rules(prefix, policy, checks, found);
        checks.certificates(certificates);
        if (upstreamTrust != null) {
            checks.file("upstreamTrust", upstreamTrust);
        }
        if (tls == null || certificates.isEmpty()) {
            found.add(new Problem(prefix + "tls", "is missing; give a policy and the certificate's paths"));
        }
        problems.addAll(found);
        return policy == null || rules == null || !found.isEmpty()
                ? null
                : new Site(
                        names,
                        policy,
                        certificates,
                        routes.stream().map(Objects::requireNonNull).toList(),
                        rules);
    }

    /** The rest of it, or null when some of it cannot be read. */
    private Site.@Nullable Rules rules(
            String prefix, @Nullable TlsPolicy policy, SiteChecks checks, List<Problem> found) {
        AcmeChallenges challenges = Deferred.read(prefix + "acme", acme, found);
        SecurityHeaders answered = Deferred.read(prefix + "headers", headers, found);
        Optional<ClientCertificates> clients = Optional.ofNullable(clientCertificates)
                .map(asked -> Deferred.read(prefix + "clientCertificates", asked, found));
        clients.ifPresent(checks::clientCertificates);
        if (challenges != null) {
            checks.acme(challenges);
        }
        return policy == null || challenges == null || answered == null
                ? null
                : new Site.Rules(
                        challenges,
                        hsts == null ? Hsts.of(policy.hstsMaxAge()) : hsts,
                        answered,
                        clients,
                        httpVersions,
                        bodyLimit,
                        Optional.ofNullable(rateLimit));
    }
}
