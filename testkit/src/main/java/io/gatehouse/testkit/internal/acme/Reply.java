package io.gatehouse.testkit.internal.acme;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jose4j.json.JsonUtil;

/** An answer: status, headers, body. Immutable; {@link #header} gives another. */
record Reply(int status, Map<String, String> headers, String body, Optional<String> problemType) {

    static Reply empty(int status) {
        return new Reply(status, Map.of(), "", Optional.empty());
    }

    static Reply json(int status, Map<String, ?> json) {
        return new Reply(status, Map.of("Content-Type", "application/json"), JsonUtil.toJson(json), Optional.empty());
    }

    static Reply text(String contentType, String body) {
        return new Reply(200, Map.of("Content-Type", contentType), body, Optional.empty());
    }

    static Reply problem(AcmeProblem problem) {
        Reply reply = new Reply(
                problem.status(),
                Map.of("Content-Type", "application/problem+json"),
                JsonUtil.toJson(problem.document()),
                Optional.of(problem.type().urn()));
        for (Map.Entry<String, String> header : problem.headers().entrySet()) {
            reply = reply.header(header.getKey(), header.getValue());
        }
        return reply;
    }

    Reply body(String other) {
        return new Reply(status, headers, other, problemType);
    }

    Reply without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(name);
        return new Reply(status, fewer, body, problemType);
    }

    Reply header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body, problemType);
    }

    /** A {@code Retry-After} that is not too early. */
    static String wholeSeconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds()));
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
