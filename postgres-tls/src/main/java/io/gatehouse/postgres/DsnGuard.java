package io.gatehouse.postgres;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * Reads data source names from untrusted hands: a tenant's form, a ticket, a repository.
 *
 * <p>Such a text may choose among the hosts and ports that the guard allows, and say database, user, password and a few
 * harmless settings. It is refused if it names a file, a class to load, a service, a Unix-domain socket, an address beside
 * the host, options for the server process, or anything else. How the connection is protected is not the text's to say:
 * the result is {@code verify-full} against the guard's own trust anchors. What a host name resolves to is for the owner
 * of the allow-list to know.
 *
 * <pre>{@code
 * DsnGuard guard = DsnGuard.verifyFull(new TrustAnchors.InFile(ca)).host("db.example.org").subdomainsOf("tenants.example.org")
 *         .build();
 * Dsn dsn = guard.readLibpq(form.get("dsn"));
 * }</pre>
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class DsnGuard {
    /** They name no file, run no code and take no protection away. */
    private static final Set<ConnectionParameter> HARMLESS = Set.copyOf(EnumSet.of(
            ConnectionParameter.APPLICATION_NAME,
            ConnectionParameter.CONNECT_TIMEOUT,
            ConnectionParameter.TARGET_SESSION_ATTRS,
            ConnectionParameter.LOAD_BALANCE_HOSTS,
            ConnectionParameter.SSL_NEGOTIATION));

    private final TrustAnchors trustAnchors;
    private final Set<Identifier> hosts;
    private final Set<DomainName> parents;
    private final Set<Integer> ports;

    private DsnGuard(Builder builder) {
        this.trustAnchors = builder.trustAnchors;
        this.hosts = Set.copyOf(builder.hosts);
        this.parents = Set.copyOf(builder.parents);
        this.ports = builder.ports.isEmpty() ? Set.of(Endpoint.DEFAULT_PORT) : Set.copyOf(builder.ports);
    }

    /**
     * Starts with whom to believe about every server that is allowed.
     *
     * @param trustAnchors never taken from the text
     */
    public static Builder verifyFull(TrustAnchors trustAnchors) {
        return new Builder(trustAnchors);
    }

    /**
     * Reads a libpq URI or keywords.
     *
     * @param text from untrusted hands
     * @return verified in full against the guard's trust anchors
     * @throws DsnException if it cannot be read
     * @throws InvalidModelException with all that the guard does not allow
     */
    public Dsn readLibpq(String text) {
        return check(LibpqForm.read(Conninfo.parse(text)));
    }

    /**
     * Reads a JDBC URL.
     *
     * @param url from untrusted hands
     * @param properties from untrusted hands
     * @return verified in full against the guard's trust anchors
     * @throws DsnException if it cannot be read, or names a class to load or a file to write
     * @throws InvalidModelException with all else that the guard does not allow
     */
    public Dsn readJdbcUrl(String url, Properties properties) {
        return check(JdbcUrl.parse(url, properties));
    }

    /**
     * Reads an R2DBC URL.
     *
     * @param url from untrusted hands
     * @return verified in full against the guard's trust anchors
     * @throws DsnException if it cannot be read, or names a class to load
     * @throws InvalidModelException with all else that the guard does not allow
     */
    public Dsn readR2dbcUrl(String url) {
        return check(R2dbcUrl.parse(url));
    }

    private Dsn check(DsnDraft draft) {
        List<Problem> problems = new ArrayList<>();
        draft.endpoints.forEach(endpoint -> checkEndpoint(endpoint, problems));
        if (draft.trustAnchors instanceof TrustAnchors.InFile) {
            problems.add(new Problem("sslrootcert", "names a file, which is not for this text to say: leave it out"));
        }
        if (draft.clientIdentity != null) {
            problems.add(new Problem("sslcert", "names files, which is not for this text to say: leave it out"));
        }
        draft.parameters.forEach((parameter, value) -> {
            boolean stronger = parameter == ConnectionParameter.CHANNEL_BINDING && value.equals("require");
            if (!HARMLESS.contains(parameter) && !stronger) {
                problems.add(new Problem(parameter.displayName(), "is not for this text to say: leave it out"));
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidModelException("The data source name from untrusted hands", problems);
        }
        draft.sslMode = SslMode.VERIFY_FULL;
        draft.trustAnchors = trustAnchors;
        return Dsn.of(draft);
    }

    private void checkEndpoint(Endpoint endpoint, List<Problem> problems) {
        Identifier host = endpoint.host();
        boolean below = host instanceof DomainName name
                && parents.stream().anyMatch(parent -> name.isAtOrBelow(parent) && !name.equals(parent));
        // Not shown: part of a password may have got there.
        if (!below && !hosts.contains(host)) {
            problems.add(new Problem("host", "is none of those that are allowed here"));
        }
        if (!ports.contains(endpoint.port())) {
            problems.add(new Problem("port", "is none of those that are allowed here"));
        }
    }

    /** Describes a guard; {@link #build()} reports every problem at once. Not safe for use by many threads. */
    public static final class Builder {
        private final TrustAnchors trustAnchors;
        private final Set<Identifier> hosts = new HashSet<>();
        private final Set<DomainName> parents = new HashSet<>();
        private final Set<Integer> ports = new HashSet<>();
        private final List<Problem> problems = new ArrayList<>();

        private Builder(TrustAnchors trustAnchors) {
            this.trustAnchors = trustAnchors;
        }

        /**
         * Allows a host.
         *
         * @param host a DNS name or an IP address, as the text must write it, up to its canonical form
         */
        public Builder host(String host) {
            Endpoint.tryOf(host, Endpoint.DEFAULT_PORT)
                    .ifPresentOrElse(
                            endpoint -> hosts.add(endpoint.host()),
                            () -> problems.add(
                                    new Problem("host", "is neither a DNS name nor an IP address: " + host)));
            return this;
        }

        /**
         * Allows every host below a domain, but not the domain itself.
         *
         * @param domain whose names are all yours to give
         */
        public Builder subdomainsOf(String domain) {
            try {
                parents.add(DomainName.of(domain));
            } catch (InvalidNameException e) {
                problems.add(new Problem("subdomainsOf", String.valueOf(e.getMessage())));
            }
            return this;
        }

        /**
         * Allows a port; where none is named, 5432 is.
         *
         * @param port 1 to 65535
         */
        public Builder port(int port) {
            if (port < 1 || port > 65535) {
                problems.add(new Problem("port", port + " is not one of 1 to 65535"));
            }
            ports.add(port);
            return this;
        }

        /**
         * Checks everything and makes the guard.
         *
         * @throws InvalidModelException with every problem
         */
        public DsnGuard build() {
            if (hosts.isEmpty() && parents.isEmpty()) {
                problems.add(new Problem("host", "none is allowed: call host(…) or subdomainsOf(…)"));
            }
            if (!problems.isEmpty()) {
                throw new InvalidModelException("DsnGuard", problems);
            }
            return new DsnGuard(this);
        }
    }
}
