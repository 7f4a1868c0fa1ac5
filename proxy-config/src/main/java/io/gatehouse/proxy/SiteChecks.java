package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import io.gatehouse.proxy.internal.PlainText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a site that need more than one field, or a {@link Path}, which is only as typed as a string. */
final class SiteChecks {
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(24);

    private final String prefix;
    private final List<Problem> problems;

    SiteChecks(String prefix, List<Problem> problems) {
        this.prefix = prefix;
        this.problems = problems;
    }

    /** Reads the names; those that cannot be read are left out and reported. */
    List<DomainName> hosts(List<String> texts) {
        if (texts.isEmpty()) {
            add("hosts", "are missing; give at least one name");
        }
        Set<DomainName> seen = new LinkedHashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                DomainName host = DomainName.of(texts.get(i));
                if (!host.isHostName()) {
                    add("hosts[" + i + "]", "\"" + host + "\" has an underscore, which no host name has");
                }
                if (!seen.add(host)) {
                    add("hosts[" + i + "]", "\"" + host + "\" is there twice");
                }
            } catch (InvalidNameException e) {
                add("hosts[" + i + "]", String.valueOf(e.getMessage()));
            }
        }
        return List.copyOf(seen);
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

    void certificates(List<CertificatePaths> certificates) {
        Set<CertificatePaths> seen = new HashSet<>();
        for (int i = 0; i < certificates.size(); i++) {
            CertificatePaths paths = certificates.get(i);
            String field = "certificates[" + i + "]";
            file(field + ".fullchain", paths.fullchain());
            file(field + ".privateKey", paths.privateKey());
            paths.bundle().ifPresent(bundle -> file(field + ".bundle", bundle));
            if (!seen.add(paths)) {
                add(field, "is there twice; give one certificate for each kind of key");
            }
        }
    }

    /** Relative paths mean something else to every server, so only absolute ones are taken. */
    void file(String field, Path path) {
        PlainText.refusal(path.toString()).ifPresent(reason -> add(field, reason));
        if (!path.isAbsolute()) {
            add(field, "must be an absolute path");
        }
    }

    private void add(String field, String message) {
        problems.add(new Problem(prefix + field, message));
    }
}
