package io.gatehouse.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A builder was asked to build something illegal; every problem is reported at once. */
public final class InvalidModelException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Problem> problems;

    /**
     * @param subject what was being built, such as {@code "Dsn"}
     * @param problems everything that is wrong with it, at least one
     * @throws IllegalArgumentException if there is no problem to report
     */
    public InvalidModelException(String subject, List<Problem> problems) {
        super(describe(subject, problems));
        this.problems = new ArrayList<>(problems);
    }

    /** Everything that is wrong, in the order it was found. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    private static String describe(String subject, List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("An InvalidModelException needs at least one problem");
        }
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return problems.stream()
                .map(problem -> "\n  " + problem)
                .collect(Collectors.joining("", subject + " has " + count + ":", ""));
    }
}
