package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import io.gatehouse.proxy.internal.PlainText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a site that need more than one field, or a {@link Path}, which is only as typed as a string. */
final class SiteChecks {
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

    void routes(List<@Nullable Route> routes) {
        if (routes.isEmpty()) {
            add("routes", "are missing; give at least one, such as route(\"/\", \"http://127.0.0.1:3000\")");
        }
        for (int i = 0; i < routes.size(); i++) {
            String field = "routes[" + i + "]";
            Route route = routes.get(i);
            if (route != null && route.answer() instanceof StaticFiles files) {
                file(field + ".files.root", files.root());
            } else if (route != null && route.answer() instanceof Upstreams upstreams) {
                upstreams.tls().flatMap(UpstreamTls::trust).ifPresent(pem -> file(field + ".upstreams.tls.trust", pem));
            }
        }
    }

    void httpVersions(Set<HttpVersion> versions) {
        if (!versions.contains(HttpVersion.HTTP_1_1)) {
            add("httpVersions", "lack HTTP_1_1, which every client can fall back to; add it");
        }
    }

    void clientCertificates(ClientCertificates clients) {
        file("clientCertificates.authorities", clients.authorities());
        clients.revocations().ifPresent(pem -> file("clientCertificates.revocations", pem));
    }

    boolean webSocketTimeout(Duration timeout) {
        int before = problems.size();
        RouteTimeouts.check(prefix + "webSocketTimeout", timeout, problems);
        return problems.size() == before;
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
        file(prefix + field, path, problems);
    }

    static void file(String field, Path path, List<Problem> problems) {
        Optional<String> refusal = PlainText.refusal(path.toString());
        refusal.ifPresent(reason -> problems.add(new Problem(field, reason)));
        if (!path.isAbsolute()) {
            String shown = refusal.isPresent() ? "" : "\"" + path + "\" ";
            problems.add(new Problem(field, shown + "must be an absolute path"));
        }
    }

    private void add(String field, String message) {
        problems.add(new Problem(prefix + field, message));
    }
}
