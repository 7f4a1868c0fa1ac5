package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An answer that sends the client elsewhere (RFC 9110 section 15.4).
 *
 * @param status how lasting it is, and whether the method stays
 * @param origin the site it leads to; empty for the one that was asked
 * @param path the path it leads to, without a query; empty for the path and query that were asked for
 */
public record Redirect(Status status, Optional<WebOrigin> origin, Optional<RoutePath> path) implements RouteAnswer {
    /** How lasting a redirect is, and whether the method stays. */
    public enum Status {
        /** 301: for good; a POST may come back as a GET. */
        MOVED(301),
        /** 302: for now; a POST may come back as a GET. */
        FOUND(302),
        /** 307: for now, with the same method. */
        TEMPORARY(307),
        /** 308: for good, with the same method. */
        PERMANENT(308);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        /** The status code. */
        public int code() {
            return code;
        }
    }

    /**
     * Checks that it leads somewhere.
     *
     * @throws InvalidModelException if it would lead to what was asked for, or to no single host
     */
    public Redirect {
        Objects.requireNonNull(status, "status");
        if (origin.isEmpty() && path.isEmpty()) {
            throw refused("path", "is missing, as is the origin: it would lead back to itself");
        }
        if (origin.filter(WebOrigin::isWildcard).isPresent()) {
            throw refused("origin", "is a wildcard; give the one host to go to");
        }
    }

    /**
     * For good, to the same path and query of another site, such as {@code https://www.example.org}.
     *
     * @throws InvalidModelException if it is anything but scheme, host and port
     */
    public static Redirect toSite(String origin) {
        return new Redirect(Status.PERMANENT, Optional.of(WebOrigin.of(origin)), Optional.empty());
    }

    /** For good, to another path of the same site. */
    public static Redirect toPath(String path) {
        return new Redirect(Status.PERMANENT, Optional.empty(), Optional.of(RoutePath.of(path)));
    }

    /** The same, to one path there. */
    public Redirect path(String there) {
        return new Redirect(status, origin, Optional.of(RoutePath.of(there)));
    }

    /** The same, with another status. */
    public Redirect status(Status other) {
        return new Redirect(other, origin, path);
    }

    private static InvalidModelException refused(String field, String reason) {
        return new InvalidModelException("Redirect", List.of(new Problem(field, reason)));
    }
}
