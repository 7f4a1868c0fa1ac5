package io.gatehouse.postgres.hba;

import io.gatehouse.postgres.PostgresVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what is dangerous in {@code pg_hba.conf} and {@code pg_ident.conf}, each with its line and remedy.
 *
 * <pre>{@code
 * HbaLint lint = HbaLint.builder(PostgresVersion.of(18)).clientCa(true).build();
 * lint.check(AuthFile.parse(path, content), AuthFiles.below(path.getParent())).forEach(System.out::println);
 * }</pre>
 *
 * <p>Names are compared as they stand: whether a role is a member of {@code +group}, or a regular expression matches a
 * superuser, only the server knows.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class HbaLint {
    /** Each pass mends at least one danger of a line, and no line has so many. */
    private static final int MOST_PASSES = 20;

    private final Server server;

    private HbaLint(Server server) {
        this.server = server;
    }

    /**
     * What is known of the server.
     *
     * @param tls whether {@code ssl} is on
     * @param clientCa whether {@code ssl_ca_file} is set
     */
    record Server(PostgresVersion version, Set<String> superusers, Optional<Boolean> tls, Optional<Boolean> clientCa) {}

    /**
     * Describes the server that the files are for; its one superuser is {@code postgres}, and of its settings nothing is
     * known.
     *
     * @param version of the server
     */
    public static Builder builder(PostgresVersion version) {
        return new Builder(version);
    }

    /**
     * The dangers of a {@code pg_hba.conf}, in the order of its lines as the server meets them.
     *
     * @param hba the file
     * @param included where the files are that it includes
     */
    public List<HbaFinding> check(AuthFile hba, AuthFiles included) {
        List<ExpandedLine> lines = AuthExpansion.expand(hba, server.version(), included);
        List<RuleLine> rules = new ArrayList<>();
        List<HbaFinding> findings = new ArrayList<>();
        for (ExpandedLine line : lines) {
            checkLine(line, findings);
            try {
                if (line.problem().isEmpty()) {
                    rules.add(new RuleLine(line, HbaRuleReader.read(line.fields(), server.version())));
                }
            } catch (RefusedLineException e) {
                findings.add(refused(line, e.problem()));
            }
        }
        rules.forEach(rule -> findings.addAll(RuleDangers.of(server, rule)));
        findings.addAll(OrderDangers.of(server, rules));
        return inOrder(findings, lines);
    }

    /**
     * The dangers of a {@code pg_ident.conf}, in the order of its lines as the server meets them.
     *
     * @param ident the file
     * @param included where the files are that it includes
     */
    public List<HbaFinding> checkIdent(AuthFile ident, AuthFiles included) {
        List<ExpandedLine> lines = AuthExpansion.expand(ident, server.version(), included);
        List<HbaFinding> findings = new ArrayList<>();
        for (ExpandedLine line : lines) {
            checkLine(line, findings);
            try {
                if (line.problem().isEmpty()) {
                    findings.addAll(
                            IdentDangers.of(server.version(), line, IdentMap.read(line.fields(), server.version())));
                }
            } catch (RefusedLineException e) {
                findings.add(refused(line, e.problem()));
            }
        }
        return inOrder(findings, lines);
    }

    /**
     * The file with all mended that needs nobody's decision: what {@link #check} finds in the result needs one, or stands in
     * an included file. Lines without a danger keep every byte. A mended rule admits less than before, so that
     * clients may have to be changed first.
     *
     * @param hba the file
     * @param included where the files are that it includes
     */
    public AuthFile mend(AuthFile hba, AuthFiles included) {
        AuthFile mended = hba;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            AuthFile before = mended;
            Set<Integer> touched = new HashSet<>();
            List<HbaFinding> edits = check(before, included).stream()
                    .filter(finding -> finding.file().equals(hba.path())
                            && finding.replacement().isPresent()
                            && touched.add(finding.line()))
                    .sorted(Comparator.comparing(HbaFinding::line).reversed())
                    .toList();
            for (HbaFinding edit : edits) {
                mended = mended.replace(edit.line(), edit.replacement().orElseThrow());
            }
            if (edits.isEmpty()) {
                break;
            }
        }
        return mended;
    }

    private static void checkLine(ExpandedLine line, List<HbaFinding> findings) {
        line.problem().ifPresent(problem -> findings.add(refused(line, problem)));
        if (line.source().lexed().unclosed()) {
            findings.add(new HbaFinding(
                    HbaDanger.UNCLOSED_QUOTE,
                    line.file(),
                    line.source().number(),
                    "opens a quote that is never closed, which takes up the rest of the line",
                    "close it; a quote within quotes is written twice",
                    Optional.empty()));
        }
    }

    private static HbaFinding refused(ExpandedLine line, String problem) {
        return new HbaFinding(
                HbaDanger.REFUSED_LINE,
                line.file(),
                line.source().number(),
                problem,
                "until then the server goes on by its old rules",
                Optional.empty());
    }

    private static List<HbaFinding> inOrder(List<HbaFinding> findings, List<ExpandedLine> lines) {
        List<String> places = lines.stream()
                .map(line -> line.file() + ":" + line.source().number())
                .toList();
        Map<String, Integer> order = new HashMap<>();
        for (int i = 0; i < places.size(); i++) {
            order.putIfAbsent(places.get(i), i);
        }
        return findings.stream()
                .sorted(Comparator.comparing(
                        finding -> order.getOrDefault(finding.file() + ":" + finding.line(), places.size())))
                .toList();
    }

    /** Describes a server. Not safe for use by many threads. */
    public static final class Builder {
        private final PostgresVersion version;
        private Set<String> superusers = Set.of("postgres");
        private Optional<Boolean> tls = Optional.empty();
        private Optional<Boolean> clientCa = Optional.empty();

        private Builder(PostgresVersion version) {
            this.version = version;
        }

        /**
         * Names the superusers.
         *
         * @param names of roles, {@code postgres} only if it is among them
         */
        public Builder superusers(String... names) {
            superusers = new TreeSet<>(List.of(names));
            return this;
        }

        /**
         * Says whether the server has TLS.
         *
         * @param on the setting {@code ssl}
         */
        public Builder tls(boolean on) {
            tls = Optional.of(on);
            return this;
        }

        /**
         * Says whether the server can check client certificates.
         *
         * @param set whether {@code ssl_ca_file} is set
         */
        public Builder clientCa(boolean set) {
            clientCa = Optional.of(set);
            return this;
        }

        /** Makes the linter. */
        public HbaLint build() {
            return new HbaLint(new Server(version, superusers, tls, clientCa));
        }
    }
}
