package io.gatehouse.postgres.hba;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is dangerous in the rules taken together: the first that matches decides. */
final class OrderDangers {
    private final HbaLint.Server server;
    private final List<RuleLine> rules;
    private final List<HbaFinding> findings = new ArrayList<>();

    private OrderDangers(HbaLint.Server server, List<RuleLine> rules) {
        this.server = server;
        this.rules = rules;
    }

    static List<HbaFinding> of(HbaLint.Server server, List<RuleLine> rules) {
        OrderDangers dangers = new OrderDangers(server, rules);
        for (int i = 0; i < rules.size(); i++) {
            List<RuleLine> earlier = rules.subList(0, i);
            dangers.checkReached(rules.get(i), earlier);
            dangers.checkSuperusers(rules.get(i), earlier);
            dangers.checkTwin(rules.get(i));
        }
        dangers.checkPlaintext();
        return dangers.findings;
    }

    private void checkReached(RuleLine line, List<RuleLine> earlier) {
        earlier.stream().filter(other -> other.covers(line)).findFirst().ifPresent(other -> {
            boolean same = other.rule().method().equals(line.rule().method())
                    && other.rule().options().equals(line.rule().options());
            findings.add(line.finding(
                    HbaDanger.NEVER_REACHED,
                    "is never reached: " + other.place() + " decides for all it is for",
                    same ? "delete it" : "move it before that line, or delete it",
                    same ? Optional.of(List.of()) : Optional.empty()));
        });
    }

    private void checkSuperusers(RuleLine line, List<RuleLine> earlier) {
        if (!line.admits() || !line.isRemote()) {
            return;
        }
        for (String superuser : server.superusers()) {
            AuthToken name = HbaNames.token(superuser);
            if (line.coversUser(name) && !isRejected(line, name, earlier)) {
                findings.add(line.finding(
                        HbaDanger.REMOTE_SUPERUSER,
                        "lets the superuser " + superuser + " in from other machines",
                        "keep superusers to local rules with peer, and refuse them before this one",
                        withoutSuperuser(line, name)));
            }
        }
    }

    private static boolean isRejected(RuleLine line, AuthToken superuser, List<RuleLine> earlier) {
        return earlier.stream()
                .anyMatch(other -> !other.admits()
                        && other.coversUser(superuser)
                        && other.rule().type().covers(line.rule().type())
                        && other.coversAddress(line)
                        && line.rule().databases().stream().allMatch(other::coversDatabase));
    }

    private static Optional<List<String>> withoutSuperuser(RuleLine line, AuthToken superuser) {
        HbaRule rule = line.rule();
        if (rule.users().stream().anyMatch(user -> user.isKeyword("all"))) {
            return line.before(
                    new HbaRule(rule.type(), rule.databases(), List.of(superuser), rule.address(), "reject", Map.of()));
        }
        List<AuthToken> others = rule.users().stream()
                .filter(user -> !user.text().equals(superuser.text()))
                .toList();
        return others.isEmpty() ? line.disabled() : line.withUsers(others);
    }

    private void checkTwin(RuleLine line) {
        HbaAddress address = line.rule().address().orElse(HbaAddress.ANY);
        if (address.isAnyIpv4() == address.isAnyIpv6()) {
            return;
        }
        HbaAddress missing = address.isAnyIpv4() ? HbaAddress.ANY_IPV6 : HbaAddress.ANY_IPV4;
        HbaRule rule = line.rule();
        HbaRule twin = new HbaRule(
                rule.type(), rule.databases(), rule.users(), Optional.of(missing), rule.method(), rule.options());
        boolean there = rules.stream()
                .anyMatch(other -> other.covers(new RuleLine(line.source(), twin))
                        && other.rule().admits() == rule.admits());
        if (!there) {
            findings.add(line.finding(
                    HbaDanger.ONE_ADDRESS_FAMILY,
                    "is for every " + (address.isAnyIpv4() ? "IPv4" : "IPv6") + " address, and never matches "
                            + (address.isAnyIpv4() ? "IPv6" : "IPv4"),
                    "add the same rule for " + missing,
                    line.followedBy(List.of(twin))));
        }
    }

    private void checkPlaintext() {
        boolean remote = rules.stream().anyMatch(line -> line.admits() && line.isRemote());
        if (!remote || (rejectsPlaintext(HbaAddress.ANY_IPV4) && rejectsPlaintext(HbaAddress.ANY_IPV6))) {
            return;
        }
        RuleLine last = rules.get(rules.size() - 1);
        List<HbaRule> rejects = PgHba.builder().rejectPlaintext().build().rules();
        findings.add(last.finding(
                HbaDanger.PLAINTEXT_NOT_REJECTED,
                "is the last rule, and none refuses connections without TLS",
                "end with hostnossl all all … reject for " + HbaAddress.ANY_IPV4 + " and " + HbaAddress.ANY_IPV6,
                last.followedBy(rejects)));
    }

    private boolean rejectsPlaintext(HbaAddress from) {
        HbaRule reject = HbaRule.hostnossl().from(from).reject();
        return rules.stream().anyMatch(line -> !line.admits() && line.covers(new RuleLine(line.source(), reject)));
    }
}
