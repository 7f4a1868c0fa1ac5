package io.gatehouse.postgres.hba;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is dangerous in a rule taken by itself. */
final class RuleDangers {
    private static final String SCRAM = "scram-sha-256";

    private final HbaLint.Server server;
    private final RuleLine line;
    private final HbaRule rule;
    private final List<HbaFinding> findings = new ArrayList<>();

    private RuleDangers(HbaLint.Server server, RuleLine line) {
        this.server = server;
        this.line = line;
        this.rule = line.rule();
    }

    static List<HbaFinding> of(HbaLint.Server server, RuleLine line) {
        RuleDangers dangers = new RuleDangers(server, line);
        dangers.checkMethod();
        dangers.checkTransport();
        dangers.checkAddress();
        dangers.checkNames();
        dangers.checkReplication();
        return dangers.findings;
    }

    private void checkMethod() {
        switch (rule.method()) {
            case "trust" -> {
                boolean local = rule.type() == HbaType.LOCAL;
                add(
                        HbaDanger.TRUST,
                        "lets in whoever comes as whom he says he is",
                        local
                                ? "write peer, which asks the operating system"
                                : "write scram-sha-256, or cert with hostssl",
                        line.withMethod(local ? "peer" : SCRAM));
            }
            case "password" ->
                add(
                        HbaDanger.CLEAR_PASSWORD,
                        "has the password itself sent",
                        "write scram-sha-256; a role whose password is stored as MD5 must be given it anew",
                        line.withMethod(SCRAM));
            case "md5" ->
                add(
                        HbaDanger.MD5,
                        "asks for a password by a broken hash",
                        "write scram-sha-256; a role whose password is stored as MD5 must be given it anew",
                        line.withMethod(SCRAM));
            case "ident" ->
                add(
                        HbaDanger.IDENT,
                        "believes the client's own machine who the client is",
                        "write scram-sha-256, or cert with hostssl",
                        rule.options().isEmpty() ? line.withMethod(SCRAM) : Optional.empty());
            default -> {}
        }
    }

    private void checkTransport() {
        if (line.admits() && line.isRemote() && rule.type().allowsPlaintext()) {
            add(
                    HbaDanger.PLAINTEXT,
                    "lets clients of other machines in without TLS",
                    "write hostssl, or hostgssenc with GSSAPI",
                    rule.method().equals("gss") ? Optional.empty() : line.withType(HbaType.HOSTSSL));
        }
        if (rule.type() == HbaType.HOSTSSL && server.tls().equals(Optional.of(false))) {
            add(HbaDanger.TLS_IS_OFF, "never matches, as ssl is off", "set ssl = on with a certificate and key");
        }
        boolean certificate = rule.method().equals("cert") || rule.options().containsKey("clientcert");
        if (certificate && server.clientCa().equals(Optional.of(false))) {
            add(
                    HbaDanger.CERTIFICATE_WITHOUT_CA,
                    "asks for a client certificate, and the server has no ssl_ca_file",
                    "set ssl_ca_file to the authority that issues them, or nobody can log in by this rule");
        }
    }

    private void checkAddress() {
        if (rule.address().isEmpty()) {
            return;
        }
        HbaAddress address = rule.address().get();
        if (address.kind() == HbaAddress.Kind.SAME_NET) {
            add(
                    HbaDanger.SAME_NETWORK,
                    "is for every network that the machine has an address in, today or later",
                    "name the networks that are meant");
        }
        if (address.kind() == HbaAddress.Kind.HOST_NAME) {
            add(
                    HbaDanger.DEPENDS_ON_DNS,
                    "is for the host " + address + ", which DNS decides at each connection",
                    "name its address or network");
        }
        if (address.hasBitsBeyondMask()) {
            HbaAddress meant = address.masked();
            add(
                    HbaDanger.MISLEADING_ADDRESS,
                    "is for " + meant + ", though it says " + address,
                    "write " + meant + ", or the prefix that was meant",
                    line.withAddress(meant));
        }
    }

    private void checkNames() {
        if (!server.version().isAtLeast(16)) {
            return;
        }
        checkRegexes("database", rule.databases(), line::withDatabases);
        checkRegexes("user", rule.users(), line::withUsers);
    }

    private void checkRegexes(
            String what, List<AuthToken> names, Function<List<AuthToken>, Optional<List<String>>> edit) {
        for (AuthToken name : names) {
            if (name.isRegex() && !RegexAnchors.isAnchored(name.text().substring(1))) {
                List<AuthToken> anchored = names.stream()
                        .map(each -> each.equals(name) ? anchored(name) : each)
                        .toList();
                add(
                        HbaDanger.UNANCHORED_REGEX,
                        "matches every " + what + " that has " + name.text().substring(1) + " anywhere in its name",
                        "begin each branch with ^ and end it with $; a prefix is ^name.*$",
                        anchored.equals(names) ? Optional.empty() : edit.apply(anchored));
            }
        }
    }

    /** With both anchors if it has neither; one with a single anchor may be meant for a prefix or an ending. */
    static AuthToken anchored(AuthToken regex) {
        String expression = regex.text().substring(1);
        if (expression.startsWith("^") || expression.endsWith("$")) {
            return regex;
        }
        return RegexAnchors.anchored(expression)
                .map(anchored -> new AuthToken("/" + anchored, regex.quoted()))
                .orElse(regex);
    }

    private void checkReplication() {
        boolean replication = rule.databases().stream().anyMatch(name -> name.isKeyword("replication"));
        if (!replication || !line.admits()) {
            return;
        }
        boolean everybody = rule.users().stream().anyMatch(name -> name.isKeyword("all"));
        boolean everywhere = rule.address()
                .map(address -> address.isAnyIpv4() || address.isAnyIpv6())
                .orElse(false);
        boolean unproven = rule.method().equals("trust");
        if (unproven || ((everybody || everywhere) && line.isRemote())) {
            add(
                    HbaDanger.OPEN_REPLICATION,
                    "gives a copy of the whole cluster to "
                            + (everybody ? "every role with REPLICATION" : "the role")
                            + (everywhere ? " from everywhere" : "")
                            + (unproven ? " without a proof" : ""),
                    "name one role, the standby's address, hostssl, and cert or scram-sha-256");
        }
    }

    private void add(HbaDanger danger, String message, String remedy) {
        add(danger, message, remedy, Optional.empty());
    }

    private void add(HbaDanger danger, String message, String remedy, Optional<List<String>> replacement) {
        findings.add(line.finding(danger, message, remedy, replacement));
    }
}
