package io.gatehouse.proxy;

import java.util.Objects;
import java.util.Optional;

/**
 * Why a line of a configuration is there.
 *
 * @param field the model's field that it prints, such as {@code sites[3].hsts}; empty if a rule alone made it
 * @param reason the rule, or that the model says so
 */
public record Explanation(Optional<String> field, String reason) {
    /** Refuses nulls. */
    public Explanation {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(reason, "reason");
    }

    /** {@code sites[3].hsts: the model says so}, or the rule alone. */
    @Override
    public String toString() {
        return field.map(name -> name + ": " + reason).orElse(reason);
    }
}
