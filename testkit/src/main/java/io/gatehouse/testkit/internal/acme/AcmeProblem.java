package io.gatehouse.testkit.internal.acme;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the client did wrong, thrown where it is seen and answered as a problem document (RFC 7807). */
final class AcmeProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final int status;
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    AcmeProblem(ProblemType type, int status, String detail) {
        super(detail);
        this.type = type;
        this.status = status;
    }

    /** Adds a member to the document, such as {@code algorithms} or {@code subproblems}. */
    AcmeProblem with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    AcmeProblem withHeader(String name, String value) {
        headers.put(name, value);
        return this;
    }

    ProblemType type() {
        return type;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", type.urn());
        document.put("detail", getMessage());
        document.put("status", status);
        document.putAll(members);
        return document;
    }
}
