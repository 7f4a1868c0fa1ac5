package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rules of a proxy that need more than one site. Each is linear in the number of hosts and routes. */
final class ProxyChecks {
    private final List<Problem> problems;

    ProxyChecks(List<Problem> problems) {
        this.problems = problems;
    }

    void listeners(List<Listener> listeners) {
        if (listeners.stream().noneMatch(one -> one.scheme() == Scheme.HTTPS)) {
            add("listeners", "have no HTTPS; add Listener.https(443)");
        }
        for (Scheme scheme : Scheme.values()) {
            long ports = listeners.stream()
                    .filter(one -> one.scheme() == scheme)
                    .mapToInt(Listener::port)
                    .distinct()
                    .count();
            if (ports > 1) {
                add("listeners", "use " + ports + " ports for " + scheme.text() + "; redirects and links need one");
            }
        }
        for (int i = 0; i < listeners.size(); i++) {
            for (Listener earlier : listeners.subList(0, i)) {
                if (collide(earlier, listeners.get(i))) {
                    add("listeners[" + i + "]", "takes the same address and port as one before it");
                }
            }
        }
    }

    /** A name belongs to one site; which of two would answer is another question to every server. Gives the sites by name. */
    Map<DomainName, Site> hosts(List<? extends @Nullable Site> sites) {
        Map<DomainName, Site> owners = new HashMap<>(2 * sites.size());
        for (int i = 0; i < sites.size(); i++) {
            Site site = sites.get(i);
            List<DomainName> hosts = site == null ? List.of() : site.hosts();
            for (int j = 0; j < hosts.size() && site != null; j++) {
                Site owner = owners.putIfAbsent(hosts.get(j), site);
                if (owner != null) {
                    int place = sites.indexOf(owner);
                    String field = "sites[" + place + "].hosts[" + owner.hosts().indexOf(hosts.get(j)) + "]";
                    add(
                            "sites[" + i + "].hosts[" + j + "]",
                            "\"" + hosts.get(j) + "\" is " + field + " already; a name belongs to one site");
                }
            }
        }
        return owners;
    }

    /** Browsers are preloaded with a name only if it answers in clear, on port 80, with a redirect to itself. */
    void preload(Supplier<String> prefix, Site site, List<Listener> listeners) {
        if (site.hsts().preload() && !(hasUsual(listeners, Scheme.HTTP) && hasUsual(listeners, Scheme.HTTPS))) {
            add(
                    prefix.get() + "hsts.preload",
                    "needs a redirect on the same host, from port 80 to port 443; listen on both");
        }
    }

    void accessLog(AccessLog log) {
        if (log instanceof AccessLog.ToFile file) {
            SiteChecks.file("accessLog.file", file.path(), problems);
        }
    }

    private static boolean hasUsual(List<Listener> listeners, Scheme scheme) {
        return listeners.stream().anyMatch(one -> one.scheme() == scheme && one.port() == scheme.defaultPort());
    }

    private static boolean collide(Listener one, Listener other) {
        boolean overlap = one.address().isEmpty()
                || other.address().isEmpty()
                || one.address().equals(other.address());
        return one.port() == other.port() && overlap;
    }

    private void add(String field, String message) {
        problems.add(new Problem(field, message));
    }
}
