package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The application behind a route: one server or several alike.
 *
 * @param servers at least one; all {@code http} or all {@code https}
 * @param balance which of several gets a request
 * @param passiveHealth when one that fails is left alone
 * @param activeHealth how the proxy itself asks whether one is well; empty if it does not
 * @param tls how they prove themselves; empty for {@code http}, and for {@code https} until the site's
 *     {@link Site.Builder#upstreamTrust} fills it in
 */
public record Upstreams(
        List<Upstream> servers,
        Balance balance,
        PassiveHealth passiveHealth,
        Optional<ActiveHealth> activeHealth,
        Optional<UpstreamTls> tls)
        implements RouteAnswer {

    /**
     * Copies the list and checks it.
     *
     * @throws InvalidModelException if there is none, one is there twice, or plain HTTP and HTTPS are mixed
     */
    public Upstreams {
        servers = List.copyOf(servers);
        Objects.requireNonNull(balance, "balance");
        Objects.requireNonNull(passiveHealth, "passiveHealth");
        Objects.requireNonNull(activeHealth, "activeHealth");
        List<Problem> problems = new ArrayList<>();
        if (servers.isEmpty()) {
            problems.add(new Problem("servers", "are missing; give at least one, such as http://127.0.0.1:3000"));
        }
        Set<Upstream> seen = new HashSet<>();
        for (Upstream server : servers) {
            if (!seen.add(server)) {
                problems.add(new Problem("servers", server + " is there twice"));
            }
            if (server.scheme() != servers.get(0).scheme()) {
                problems.add(new Problem("servers", "mix http and https; give " + server + " a route of its own"));
            }
        }
        boolean plain = !servers.isEmpty() && servers.get(0).scheme() == Scheme.HTTP;
        if (plain && tls.isPresent()) {
            problems.add(new Problem("tls", "is of no use to http; write https:// or leave it out"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("Upstreams", problems);
        }
    }

    /**
     * Servers by their URLs, each in turn.
     *
     * @throws InvalidModelException with every problem found
     */
    public static Upstreams of(String... urls) {
        List<Problem> problems = new ArrayList<>();
        List<Upstream> servers = new ArrayList<>();
        for (int i = 0; i < urls.length; i++) {
            String url = urls[i];
            Upstream server = Deferred.read("servers[" + i + "]", () -> Upstream.of(url), problems);
            if (server != null) {
                servers.add(server);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("Upstreams", problems);
        }
        return new Upstreams(servers, Balance.ROUND_ROBIN, PassiveHealth.DEFAULT, Optional.empty(), Optional.empty());
    }

    /** The same, shared out in another way. */
    public Upstreams balance(Balance way) {
        return new Upstreams(servers, way, passiveHealth, activeHealth, tls);
    }

    /** The same, with another rule for servers that fail. */
    public Upstreams passiveHealth(PassiveHealth rule) {
        return new Upstreams(servers, balance, rule, activeHealth, tls);
    }

    /** The same, asked by the proxy whether they are well. */
    public Upstreams activeHealth(ActiveHealth question) {
        return new Upstreams(servers, balance, passiveHealth, Optional.of(question), tls);
    }

    /** The same, with the way in which {@code https} servers prove themselves. */
    public Upstreams tls(UpstreamTls proof) {
        return new Upstreams(servers, balance, passiveHealth, activeHealth, Optional.of(proof));
    }

    /** Plain HTTP or HTTPS, the same for all. */
    public Scheme scheme() {
        return servers.get(0).scheme();
    }
}
