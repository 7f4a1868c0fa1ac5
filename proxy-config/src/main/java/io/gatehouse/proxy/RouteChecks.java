package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.Problem;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Routes that lead back: to the proxy that they come from, or to themselves. Linear in the number of routes. */
final class RouteChecks {
    private static final DomainName LOCALHOST = DomainName.of("localhost");

    private final List<Problem> problems;
    private final List<Listener> listeners;
    private final int httpsPort;
    private final Function<DomainName, @Nullable Site> owner;

    /**
     * For the sites of one proxy.
     *
     * @param owner finds the site of a name
     */
    RouteChecks(List<Problem> problems, List<Listener> listeners, Function<DomainName, @Nullable Site> owner) {
        this.problems = problems;
        this.listeners = listeners;
        this.owner = owner;
        this.httpsPort = listeners.stream()
                .filter(one -> one.scheme() == Scheme.HTTPS)
                .mapToInt(Listener::port)
                .findFirst()
                .orElse(Scheme.HTTPS.defaultPort());
    }

    /**
     * Checks a site.
     *
     * @param prefix what stands before its fields, which is asked for only where something is wrong
     */
    void check(Supplier<String> prefix, Site site) {
        for (int i = 0; i < site.routes().size(); i++) {
            Route route = site.routes().get(i);
            if (route.answer() instanceof Upstreams upstreams) {
                for (int j = 0; j < upstreams.servers().size(); j++) {
                    if (isHere(upstreams.servers().get(j))) {
                        goesRound(
                                prefix.get() + "routes[" + i + "].upstreams[" + j + "]",
                                upstreams.servers().get(j));
                    }
                }
            } else if (route.answer() instanceof Redirect redirect && leadsBack(redirect, route, site)) {
                problems.add(new Problem(
                        prefix.get() + "routes[" + i + "].redirect",
                        "leads back to what was asked for; name another path or site"));
            }
        }
        if (site.acme() instanceof AcmeChallenges.HandOver handOver && isHere(handOver.solver())) {
            goesRound(prefix.get() + "acme.handOver", handOver.solver());
        }
    }

    private void goesRound(String field, Upstream upstream) {
        problems.add(new Problem(
                field, upstream + " is this proxy itself, so that requests would go round; name the application"));
    }

    private boolean isHere(Upstream upstream) {
        for (Listener listener : listeners) {
            if (listener.port() == upstream.port() && isHere(upstream.host(), listener)) {
                return true;
            }
        }
        return false;
    }

    private boolean isHere(Identifier host, Listener listener) {
        if (host instanceof DomainName name && owner.apply(name) != null) {
            return true;
        }
        boolean loopback = host.equals(LOCALHOST)
                || (host instanceof IpAddress address && address.toInetAddress().isLoopbackAddress());
        Optional<IpAddress> place = listener.address();
        return place.isEmpty()
                ? loopback
                : place.get().equals(host)
                        || (host.equals(LOCALHOST) && isLoopback(place.get().toInetAddress()));
    }

    private static boolean isLoopback(InetAddress address) {
        return address.isLoopbackAddress();
    }

    private boolean leadsBack(Redirect redirect, Route route, Site site) {
        boolean sameSite = redirect.origin()
                .map(origin -> origin.scheme() == Scheme.HTTPS
                        && origin.port() == httpsPort
                        && origin.host() instanceof DomainName name
                        && site.equals(owner.apply(name)))
                .orElse(true);
        return sameSite
                && redirect.path()
                        .map(path -> route.path().encloses(path) && route.equals(closest(path, site)))
                        .orElse(true);
    }

    private static @Nullable Route closest(RoutePath path, Site site) {
        return site.routes().stream()
                .filter(route -> route.path().encloses(path))
                .max(Comparator.comparingInt(route -> route.path().text().length()))
                .orElse(null);
    }
}
