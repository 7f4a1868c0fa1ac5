package io.gatehouse.postgres.hba;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A whole {@code pg_hba.conf}. The first rule that matches a connection decides, and there is no second try after a
 * failed log-in; what no rule matches is refused.
 *
 * <pre>{@code
 * String file = PgHba.builder()
 *         .rule(HbaRule.local().users("postgres").peer())
 *         .rule(HbaRule.hostssl().databases("app").users("agent", "migrator").cert())
 *         .rejectPlaintext()
 *         .build().print();
 * }</pre>
 *
 * @param rules in order
 */
public record PgHba(List<HbaRule> rules) {
    /** Takes a copy. */
    public PgHba {
        rules = List.copyOf(rules);
    }

    /** Starts an empty file. */
    public static Builder builder() {
        return new Builder();
    }

    /** The file's text, each rule on a line of its own. */
    public String print() {
        return rules.stream().map(rule -> rule.print() + "\n").collect(Collectors.joining());
    }

    /** The file's text. */
    @Override
    public String toString() {
        return print();
    }

    /** Gathers rules. Not safe for use by many threads. */
    public static final class Builder {
        private final List<HbaRule> rules = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a rule.
         *
         * @param rule comes after those before it
         */
        public Builder rule(HbaRule rule) {
            rules.add(rule);
            return this;
        }

        /** Refuses TCP without TLS from everywhere, in two rules since one for IPv4 never matches IPv6. */
        public Builder rejectPlaintext() {
            return rule(HbaRule.hostnossl().from(HbaAddress.ANY_IPV4).reject())
                    .rule(HbaRule.hostnossl().from(HbaAddress.ANY_IPV6).reject());
        }

        /**
         * Checks the order and makes the file.
         *
         * @throws InvalidModelException if there is no rule, or one twice, the second of which can never match
         */
        public PgHba build() {
            List<Problem> problems = new ArrayList<>();
            if (rules.isEmpty()) {
                problems.add(new Problem("rules", "there is none, so that nobody could log in"));
            }
            for (int i = 0; i < rules.size(); i++) {
                if (rules.subList(0, i).contains(rules.get(i))) {
                    problems.add(new Problem("rule " + (i + 1), "stands there twice: " + rules.get(i)));
                }
            }
            if (!problems.isEmpty()) {
                throw new InvalidModelException("PgHba", problems);
            }
            return new PgHba(rules);
        }
    }
}
