package io.gatehouse.proxy.internal;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what a rendering cannot do, so that all of it is reported at once. For one rendering, by one thread. */
public final class Problems {
    private final Set<Problem> problems = new LinkedHashSet<>();

    /** Adds a problem; the same one twice counts once. */
    public void add(String field, String message) {
        problems.add(new Problem(field, message));
    }

    /** All that was found. */
    public List<Problem> all() {
        return List.copyOf(problems);
    }

    /** Adds what was found elsewhere. */
    public void addAll(List<Problem> found) {
        problems.addAll(found);
    }

    /**
     * Stops the rendering if anything was found.
     *
     * @throws InvalidModelException with all of it
     */
    public void throwIfAny(String subject) {
        if (!problems.isEmpty()) {
            throw new InvalidModelException(subject, all());
        }
    }
}
