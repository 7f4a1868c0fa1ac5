package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Problem;
import io.gatehouse.proxy.internal.PlainText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of the model that need more than one field, or a {@link Path}, which is only as typed as a string. */
final class ModelChecks {
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(24);

    private final List<Problem> problems;

    ModelChecks(List<Problem> problems) {
        this.problems = problems;
    }

    void hosts(List<DomainName> hosts) {
        Set<DomainName> seen = new HashSet<>();
        for (int i = 0; i < hosts.size(); i++) {
            DomainName host = hosts.get(i);
            if (!host.isHostName()) {
                add("hosts[" + i + "]", "\"" + host + "\" has an underscore, which no host name has");
            }
            if (!seen.add(host)) {
                add("hosts[" + i + "]", "\"" + host + "\" is there twice");
            }
        }
    }

    void routes(List<Route> routes, @Nullable Path upstreamTrust) {
        if (routes.isEmpty() && problems.isEmpty()) {
            add("routes", "are missing; give at least one, such as route(\"/\", \"http://127.0.0.1:3000\")");
        }
        Set<RoutePath> seen = new HashSet<>();
        for (Route route : routes) {
            if (!seen.add(route.path())) {
                add("routes", "\"" + route.path() + "\" is there twice");
            }
            if (route.upstream().scheme() == Scheme.HTTPS && upstreamTrust == null) {
                add("upstreamTrust", "is missing; " + route.upstream() + " can only be verified against trust anchors");
            }
        }
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

    void timeout(String field, Duration timeout) {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            add(field, timeout + " is out of range; give one second to " + LONGEST_TIMEOUT.toDays() + " days");
        } else if (!timeout.truncatedTo(ChronoUnit.SECONDS).equals(timeout)) {
            add(field, timeout + " must be whole seconds");
        }
    }

    void acme(AcmeChallenges acme) {
        if (acme instanceof AcmeChallenges.Webroot webroot) {
            file("acme.webroot", webroot.folder());
        } else if (acme instanceof AcmeChallenges.HandOver handOver
                && handOver.solver().scheme() == Scheme.HTTPS) {
            add("acme.handOver", handOver.solver() + " must be http: challenges travel in clear to the end");
        }
    }

    void certificate(CertificatePaths paths) {
        file("certificate.fullchain", paths.fullchain());
        file("certificate.privateKey", paths.privateKey());
        paths.bundle().ifPresent(bundle -> file("certificate.bundle", bundle));
    }

    /** Relative paths mean something else to every server, so only absolute ones are taken. */
    void file(String field, Path path) {
        PlainText.refusal(path.toString()).ifPresent(reason -> add(field, reason));
        if (!path.isAbsolute()) {
            add(field, "must be an absolute path");
        }
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
