package io.gatehouse.postgres.hba;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.postgres.PostgresVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /**
     * What a server makes of each line, as {@code pg_hba_file_rules} shows it. A line of a later entry is never read
     * otherwise for an error in an earlier one; the server loads none of them while there is any error.
     *
     * @param file the file itself
     * @param version of the server: 16 brought includes and regular expressions, 18 oauth
     * @param included where the files are that it includes
     */
    public static List<AuthEntry<HbaRule>> entries(AuthFile file, PostgresVersion version, AuthFiles included) {
        return entries(file, version, included, HbaRuleReader::read);
    }

    /**
     * The rules of a file that a server would load.
     *
     * @throws AuthFileException if it would not, with every line at fault
     */
    public static PgHba parse(AuthFile file, PostgresVersion version, AuthFiles included) {
        List<HbaRule> rules = values(entries(file, version, included));
        if (rules.isEmpty()) {
            throw new AuthFileException(List.of(new Problem(
                    file.path().toString(), "holds no rule, with which no server starts; add one that lets you in")));
        }
        return new PgHba(rules);
    }

    static <T> List<AuthEntry<T>> entries(
            AuthFile file, PostgresVersion version, AuthFiles included, LineReader<T> reader) {
        List<AuthEntry<T>> entries = new ArrayList<>();
        for (ExpandedLine line : AuthExpansion.expand(file, version, included)) {
            Optional<T> value = Optional.empty();
            Optional<String> problem = line.problem();
            if (problem.isEmpty()) {
                try {
                    value = Optional.of(reader.read(line.fields(), version));
                } catch (RefusedLineException e) {
                    problem = Optional.of(e.problem());
                }
            }
            entries.add(new AuthEntry<>(line.file(), line.source().number(), value, problem));
        }
        return List.copyOf(entries);
    }

    static <T> List<T> values(List<AuthEntry<T>> entries) {
        List<Problem> problems = entries.stream()
                .flatMap(entry -> entry.problem().stream().map(problem -> new Problem(entry.place(), problem)))
                .toList();
        if (!problems.isEmpty()) {
            throw new AuthFileException(problems);
        }
        return entries.stream().flatMap(entry -> entry.value().stream()).toList();
    }

    /** Makes a value of a line's fields. */
    interface LineReader<T> {
        T read(List<List<AuthToken>> fields, PostgresVersion version) throws RefusedLineException;
    }

    /** Starts an empty file. */
    public static Builder builder() {
        return new Builder();
    }

    /** The file's text, each rule on a line of its own. */
    public String print() {
        return rules.stream().map(rule -> rule.print() + "\n").collect(Collectors.joining());
    }

    /** The file's text, with stars for secrets of LDAP and RADIUS. */
    @Override
    public String toString() {
        return rules.stream().map(rule -> rule + "\n").collect(Collectors.joining());
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
