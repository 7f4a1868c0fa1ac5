package io.gatehouse.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names that a solver is for, as {@link ChallengeSolver#onlyFor} describes them. Immutable. */
final class NamePatterns {
    private static final String ANY_DEPTH = "**.";
    private static final String ONE_LABEL = "*.";

    private final List<Pattern> patterns;

    private NamePatterns(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /** @throws InvalidModelException if there is no pattern, or one is malformed; it names each */
    static NamePatterns of(String... texts) {
        List<Pattern> patterns = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String text : texts) {
            try {
                patterns.add(Pattern.parse(text));
            } catch (GatehouseException e) {
                problems.add(new Problem(
                        "onlyFor",
                        "is \"" + text + "\"; give a name, *.name for one label more or **.name for all names below. "
                                + e.getMessage()));
            }
        }
        if (texts.length == 0) {
            problems.add(new Problem("onlyFor", "has no pattern and would leave the solver no name; give one"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("Names of a solver", problems);
        }
        return new NamePatterns(List.copyOf(patterns));
    }

    boolean match(Identifier identifier) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(identifier));
    }

    private record Pattern(String prefix, Identifier base) {
        static Pattern parse(String text) {
            if (text.startsWith(ANY_DEPTH)) {
                return new Pattern(ANY_DEPTH, DomainName.of(text.substring(1)).base());
            }
            if (text.startsWith(ONE_LABEL)) {
                return new Pattern(ONE_LABEL, DomainName.of(text).base());
            }
            return new Pattern("", Identifier.parse(text));
        }

        boolean matches(Identifier identifier) {
            if (prefix.isEmpty()) {
                return identifier.equals(base);
            }
            if (!(identifier instanceof DomainName name) || !(base instanceof DomainName zone)) {
                return false;
            }
            return prefix.equals(ANY_DEPTH)
                    ? !name.equals(zone) && name.isAtOrBelow(zone)
                    : name.parent().equals(Optional.of(zone));
        }

        @Override
        public String toString() {
            return prefix + base.text();
        }
    }

    @Override
    public String toString() {
        return patterns.toString();
    }
}
