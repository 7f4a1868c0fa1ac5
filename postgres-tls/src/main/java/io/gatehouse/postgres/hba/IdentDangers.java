package io.gatehouse.postgres.hba;

import io.gatehouse.postgres.PostgresVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is dangerous in a line of {@code pg_ident.conf}. */
final class IdentDangers {
    private IdentDangers() {}

    static List<HbaFinding> of(PostgresVersion version, ExpandedLine line, IdentMap map) {
        List<HbaFinding> findings = new ArrayList<>();
        AuthToken user = map.systemUser();
        AuthToken role = map.role();
        boolean roleIsRegex = version.isAtLeast(16) && role.isRegex();
        boolean special = roleIsRegex || (version.isAtLeast(16) && role.isMembership());
        if (user.isRegex() && !RegexAnchors.isAnchored(user.text().substring(1))) {
            findings.add(unanchored(line, "system user", user, 1));
        }
        if (roleIsRegex && !RegexAnchors.isAnchored(role.text().substring(1))) {
            findings.add(unanchored(line, "role", role, 2));
        }
        if (version.isAtLeast(16) && role.isKeyword("all")) {
            findings.add(finding(
                    HbaDanger.MAPS_TO_ANYBODY,
                    line,
                    "lets " + user.text() + " log in as every role, superusers included",
                    "name the role, or +group",
                    Optional.empty()));
        }
        if (!special
                && role.text().contains("\\1")
                && user.isRegex()
                && !RegexSyntax.hasGroup(user.text().substring(1))) {
            findings.add(finding(
                    HbaDanger.MISSING_GROUP,
                    line,
                    "uses \\1, and its expression has no group in parentheses",
                    "put what is meant in parentheses; until then every log-in by this map fails",
                    Optional.empty()));
        }
        return findings;
    }

    private static HbaFinding unanchored(ExpandedLine line, String what, AuthToken regex, int field) {
        boolean editable =
                line.fields().equals(line.source().fields()) && line.source().isUtf8();
        AuthToken anchored = RuleDangers.anchored(regex);
        return finding(
                HbaDanger.UNANCHORED_REGEX,
                line,
                "matches every " + what + " that has " + regex.text().substring(1) + " anywhere in its name",
                "begin each branch with ^ and end it with $",
                editable && !anchored.equals(regex)
                        ? Optional.of(List.of(line.source().with(field, anchored.print())))
                        : Optional.empty());
    }

    private static HbaFinding finding(
            HbaDanger danger, ExpandedLine line, String message, String remedy, Optional<List<String>> replacement) {
        return new HbaFinding(danger, line.file(), line.source().number(), message, remedy, replacement);
    }
}
