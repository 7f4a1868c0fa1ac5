package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests under a path, who answers them, and what holds for them beyond the site's own rules.
 *
 * @param path which requests
 * @param answer who answers: {@link Upstreams}, {@link StaticFiles} or a {@link Redirect}
 * @param kind what the connections are like
 * @param timeouts how long an upstream is waited for
 * @param bodyLimit how large a body may be; empty for the site's limit
 * @param rateLimit how many requests a client may send here; empty for the site's limit
 * @param basicAuth who may pass; empty for everyone
 * @param compression which answers are compressed; empty for none
 */
public record Route(
        RoutePath path,
        RouteAnswer answer,
        RouteKind kind,
        RouteTimeouts timeouts,
        Optional<BodyLimit> bodyLimit,
        Optional<RateLimit> rateLimit,
        Optional<BasicAuth> basicAuth,
        Optional<Compression> compression) {

    /**
     * Refuses nulls and contradictions.
     *
     * @throws InvalidModelException if only upstreams could do what is asked of files or a redirect, or an application's
     *     answers would be compressed though nobody vouches that they hold no secret
     */
    public Route {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(bodyLimit, "bodyLimit");
        Objects.requireNonNull(rateLimit, "rateLimit");
        Objects.requireNonNull(basicAuth, "basicAuth");
        boolean application = answer instanceof Upstreams;
        if (kind != RouteKind.PLAIN && !application) {
            throw refused("kind", "is " + kind + ", which only upstreams can answer");
        }
        if (compression.isPresent() && answer instanceof Redirect) {
            throw refused("compression", "is of no use to a redirect; leave it out");
        }
        if (compression.isPresent() && kind != RouteKind.PLAIN) {
            throw refused("compression", "would hold back what a route of kind " + kind + " passes on at once");
        }
        if (compression.isPresent() && application && !compression.get().carriesNoSecrets()) {
            throw refused(
                    "compression",
                    "gives secrets away by their length (BREACH); leave it to files, or vouch with"
                            + " Compression.carryingNoSecrets()");
        }
    }

    /** Starts a route for the requests under a path: a prefix in whole segments. */
    public static Builder at(String path) {
        return new Builder(path);
    }

    private static InvalidModelException refused(String field, String reason) {
        return new InvalidModelException("Route", List.of(new Problem(field, reason)));
    }

    /**
     * Collects a route's settings, for {@link Site.Builder#route(Builder)}; not thread-safe.
     *
     * <p>A setting given by a supplier is read when the proxy is built, so that a text it refuses is reported with all other
     * problems; given as a value it was checked where it was made.
     */
    public static final class Builder {
        private final String path;
        private @Nullable Supplier<? extends RouteAnswer> answer;
        private String answerField = "upstreams";
        private RouteKind kind = RouteKind.PLAIN;
        private Function<RouteTimeouts, RouteTimeouts> timeouts = Function.identity();
        private Optional<BodyLimit> bodyLimit = Optional.empty();
        private Optional<RateLimit> rateLimit = Optional.empty();
        private @Nullable Supplier<BasicAuth> basicAuth;
        private @Nullable Supplier<Compression> compression;

        private Builder(String path) {
            this.path = path;
        }

        /** Answered by applications, each in turn: {@code http://127.0.0.1:3000}. */
        public Builder to(String... urls) {
            List<String> copy = List.of(urls);
            return to(() -> Upstreams.of(copy.toArray(String[]::new)));
        }

        /** Answered by applications. */
        public Builder to(Upstreams upstreams) {
            return to(() -> upstreams);
        }

        /** Answered by applications, read when the proxy is built. */
        public Builder to(Supplier<Upstreams> upstreams) {
            return answered("upstreams", upstreams);
        }

        /** Answered by files below a folder. */
        public Builder files(Path root) {
            return files(StaticFiles.in(root));
        }

        /** Answered by files. */
        public Builder files(StaticFiles files) {
            return files(() -> files);
        }

        /** Answered by files, read when the proxy is built. */
        public Builder files(Supplier<StaticFiles> files) {
            return answered("files", files);
        }

        /** Answered by sending the client elsewhere. */
        public Builder redirect(Redirect redirect) {
            return redirect(() -> redirect);
        }

        /** Answered by sending the client elsewhere, read when the proxy is built. */
        public Builder redirect(Supplier<Redirect> redirect) {
            return answered("redirect", redirect);
        }

        /** A request here may become a WebSocket. Without {@link #to}, the upstreams of the route around it answer. */
        public Builder webSocket() {
            this.kind = RouteKind.WEB_SOCKET;
            return this;
        }

        /** Server-sent events. Without {@link #to}, the upstreams of the route around it answer. */
        public Builder events() {
            this.kind = RouteKind.EVENTS;
            return this;
        }

        /** How long a connection to an upstream may take; by default five seconds. */
        public Builder connectTimeout(Duration time) {
            this.timeouts = timeouts.andThen(given -> given.withConnect(time));
            return this;
        }

        /** How long a connection may be silent; by default a minute, or an hour for WebSockets and events. */
        public Builder silence(Duration time) {
            this.timeouts = timeouts.andThen(given -> given.withSilence(time));
            return this;
        }

        /** How large a body may be; by default as the site says. */
        public Builder bodyLimit(BodyLimit limit) {
            this.bodyLimit = Optional.of(limit);
            return this;
        }

        /** How many requests a client may send here; by default as the site says. */
        public Builder rateLimit(RateLimit limit) {
            this.rateLimit = Optional.of(limit);
            return this;
        }

        /** Who may pass; by default everyone. */
        public Builder basicAuth(BasicAuth auth) {
            return basicAuth(() -> auth);
        }

        /** Who may pass, read when the proxy is built. */
        public Builder basicAuth(Supplier<BasicAuth> auth) {
            this.basicAuth = auth;
            return this;
        }

        /** Which answers are compressed; by default none. */
        public Builder compression(Compression rule) {
            return compression(() -> rule);
        }

        /** Which answers are compressed, read when the proxy is built. */
        public Builder compression(Supplier<Compression> rule) {
            this.compression = rule;
            return this;
        }

        private Builder answered(String field, Supplier<? extends RouteAnswer> by) {
            this.answerField = field;
            this.answer = by;
            return this;
        }

        String path() {
            return path;
        }

        RouteKind kind() {
            return kind;
        }

        @Nullable
        Supplier<? extends RouteAnswer> answer() {
            return answer;
        }

        /** What the answer is called where problems name it. */
        String answerField() {
            return answerField;
        }

        /** The rules beside the answer, read now; what they refuse is added to the problems. */
        Rules rules(String prefix, List<Problem> problems) {
            return new Rules(
                    Optional.ofNullable(basicAuth).map(auth -> Deferred.read(prefix + "basicAuth", auth, problems)),
                    Optional.ofNullable(compression)
                            .map(rule -> Deferred.read(prefix + "compression", rule, problems)));
        }

        Route build(RoutePath at, RouteAnswer by, Rules rules, RouteTimeouts usual) {
            return new Route(
                    at, by, kind, timeouts.apply(usual), bodyLimit, rateLimit, rules.basicAuth(), rules.compression());
        }
    }

    /** What was read of a route's rules. */
    record Rules(Optional<BasicAuth> basicAuth, Optional<Compression> compression) {}
}
