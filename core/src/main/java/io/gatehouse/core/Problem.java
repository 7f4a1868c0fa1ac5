package io.gatehouse.core;

import java.io.Serializable;
import java.util.Objects;

/**
 * One thing that is wrong with a model, tied to the field it is about.
 *
 * @param field the builder method or field at fault, such as {@code "host"} or {@code "routes[2].path"}
 * @param message what is wrong with it and what to give instead; never a secret
 */
public record Problem(String field, String message) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Refuses nulls. */
    public Problem {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(message, "message");
    }

    /** {@code "field: message"}. */
    @Override
    public String toString() {
        return field + ": " + message;
    }
}
