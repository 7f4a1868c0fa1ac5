package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.RetryAfter;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** What goes wrong between a client and a resource that is sound itself. Immutable. */
public final class EdgeFault {
    private static final int SERVICE_UNAVAILABLE = 503;

    /** A request on its way: whoever proceeds, lets it have its effect. No reply is a connection that is cut. */
    @FunctionalInterface
    interface Passage {
        Optional<Reply> proceed() throws IOException;
    }

    @FunctionalInterface
    private interface Disturbance {
        Optional<Reply> disturb(Passage passage, Instant now) throws IOException;
    }

    private final Disturbance disturbance;

    private EdgeFault(Disturbance disturbance) {
        this.disturbance = disturbance;
    }

    Optional<Reply> disturb(Passage passage, Instant now) throws IOException {
        return disturbance.disturb(passage, now);
    }

    private static EdgeFault altering(UnaryOperator<Reply> alteration) {
        return new EdgeFault((passage, now) -> passage.proceed().map(alteration));
    }

    /**
     * 429 with {@code rateLimited}; the request has no effect.
     *
     * @param retryAfter when to come back
     * @return the fault
     */
    public static EdgeFault rateLimited(RetryAfter retryAfter) {
        return new EdgeFault((passage, now) -> Optional.of(with(
                retryAfter,
                now,
                Reply.problem(ProblemType.RATE_LIMITED.because("the test asked for a rate limit here")))));
    }

    /**
     * 503 as a load balancer says it, with a page in place of a problem document; the request has no effect.
     *
     * @param retryAfter when to come back
     * @return the fault
     */
    public static EdgeFault unavailable(RetryAfter retryAfter) {
        Reply page = new Reply(
                SERVICE_UNAVAILABLE,
                Map.of("Content-Type", "text/html"),
                "<html><body><h1>503 Service Unavailable</h1></body></html>\n",
                Optional.empty());
        return new EdgeFault((passage, now) -> Optional.of(with(retryAfter, now, page)));
    }

    /**
     * An answer that is sound but for its {@code Retry-After}.
     *
     * @param retryAfter when to come back
     * @return the fault
     */
    public static EdgeFault retryAfter(RetryAfter retryAfter) {
        return new EdgeFault((passage, now) -> passage.proceed().map(reply -> with(retryAfter, now, reply)));
    }

    private static Reply with(RetryAfter retryAfter, Instant now, Reply reply) {
        return retryAfter
                .valueAt(now)
                .map(value -> reply.header("Retry-After", value))
                .orElseGet(() -> reply.without("Retry-After"));
    }

    /**
     * No answer, and no effect.
     *
     * @return the fault
     */
    public static EdgeFault cutBefore() {
        return new EdgeFault((passage, now) -> Optional.empty());
    }

    /**
     * No answer, though the request had its effect.
     *
     * @return the fault
     */
    public static EdgeFault cutAfter() {
        return new EdgeFault((passage, now) -> {
            passage.proceed();
            return Optional.empty();
        });
    }

    /**
     * A sound answer under another content type.
     *
     * @param contentType the type
     * @return the fault
     */
    public static EdgeFault contentType(String contentType) {
        return altering(reply -> reply.header("Content-Type", contentType));
    }

    /**
     * A sound answer with white space behind it.
     *
     * @param bytes how long it becomes
     * @return the fault
     */
    public static EdgeFault oversized(int bytes) {
        return altering(reply -> {
            int missing = bytes - reply.bytes().length;
            return missing <= 0 ? reply : reply.body(reply.body() + " ".repeat(missing));
        });
    }

    /**
     * 400 with a subproblem for each identifier (RFC 8555, section 6.7.1); the request has no effect.
     *
     * @param type the type of the problem and of each subproblem, without the namespace
     * @param identifiers whom the subproblems are about
     * @return the fault
     */
    public static EdgeFault subproblems(String type, List<Identifier> identifiers) {
        String urn = ProblemType.urn(type);
        List<Map<String, Object>> subproblems = identifiers.stream()
                .map(identifier -> Map.<String, Object>of(
                        "type",
                        urn,
                        "detail",
                        "the test asked for a subproblem about " + identifier.text(),
                        "identifier",
                        Identifiers.toJson(identifier)))
                .toList();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", urn);
        document.put("detail", "the test asked for a problem with " + subproblems.size() + " subproblems");
        document.put("status", 400);
        document.put("subproblems", subproblems);
        Reply reply = new Reply(
                400, Map.of("Content-Type", "application/problem+json"), JsonUtil.toJson(document), Optional.of(urn));
        return new EdgeFault((passage, now) -> Optional.of(reply));
    }

    /** An order that is issued looks as if it were still at it. */
    static EdgeFault stuckOrder() {
        return altering(reply -> reply.status() == 200 ? stuck(reply) : reply);
    }

    private static Reply stuck(Reply reply) {
        try {
            Map<String, Object> order = new LinkedHashMap<>(JsonUtil.parseJson(reply.body()));
            if (!"valid".equals(order.get("status"))) {
                return reply;
            }
            order.put("status", "processing");
            order.remove("certificate");
            return reply.body(JsonUtil.toJson(order)).header("Retry-After", "1");
        } catch (JoseException e) {
            throw new IllegalStateException("an order was written that cannot be read", e);
        }
    }

    /** A chain whose certificates fit by their names, and not by their signatures. */
    static EdgeFault brokenChain() {
        return altering(reply -> reply.status() == 200 ? reply.body(ForeignChain.under(reply.body())) : reply);
    }
}
