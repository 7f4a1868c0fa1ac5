package io.gatehouse.postgres.hba;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The server would not load a file: it keeps the rules it has on a reload, and does not start. Every line at fault is
 * named with what to do.
 */
public final class AuthFileException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    private final Problem[] problems;

    AuthFileException(List<Problem> problems) {
        super(problems.stream()
                .map(problem -> "\n  " + problem)
                .collect(Collectors.joining("", "PostgreSQL would not load the file:", "")));
        this.problems = problems.toArray(new Problem[0]);
    }

    /** The lines at fault, each with its place as the field. */
    public List<Problem> problems() {
        return List.of(problems);
    }
}
