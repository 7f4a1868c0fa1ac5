package io.gatehouse.postgres.hba;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A rule with the line it was read from, and the edits of that line which leave its blanks and comment as they are. */
record RuleLine(ExpandedLine source, HbaRule rule) {
    private static final int DATABASES = 1;
    private static final int USERS = 2;
    private static final int ADDRESS = 3;

    String place() {
        return source.file() + ":" + source.source().number();
    }

    boolean admits() {
        return rule.admits();
    }

    /** Whether clients of other machines match. */
    boolean isRemote() {
        return rule.address().map(address -> !address.isThisMachine()).orElse(false);
    }

    HbaFinding finding(HbaDanger danger, String message, String remedy, Optional<List<String>> replacement) {
        return new HbaFinding(danger, source.file(), source.source().number(), message, remedy, replacement);
    }

    HbaFinding finding(HbaDanger danger, String message, String remedy) {
        return finding(danger, message, remedy, Optional.empty());
    }

    Optional<List<String>> withType(HbaType type) {
        return with(0, type.word());
    }

    Optional<List<String>> withMethod(String method) {
        return with(rule.address().isEmpty() ? ADDRESS : hasMaskOfItsOwn() ? ADDRESS + 2 : ADDRESS + 1, method);
    }

    Optional<List<String>> withDatabases(List<AuthToken> databases) {
        return with(DATABASES, print(databases));
    }

    Optional<List<String>> withUsers(List<AuthToken> users) {
        return with(USERS, print(users));
    }

    Optional<List<String>> withAddress(HbaAddress address) {
        return hasMaskOfItsOwn() ? Optional.empty() : with(ADDRESS, address.text());
    }

    /** The line as a comment. */
    Optional<List<String>> disabled() {
        return isEditable() ? Optional.of(List.of("# " + source.source().text())) : Optional.empty();
    }

    Optional<List<String>> before(HbaRule other) {
        return isEditable() ? Optional.of(List.of(other.print(), source.source().text())) : Optional.empty();
    }

    Optional<List<String>> followedBy(List<HbaRule> others) {
        if (!isEditable()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(List.of(source.source().text()));
        others.forEach(other -> lines.add(other.print()));
        return Optional.of(lines);
    }

    private Optional<List<String>> with(int field, String text) {
        return isEditable() ? Optional.of(List.of(source.source().with(field, text))) : Optional.empty();
    }

    private boolean hasMaskOfItsOwn() {
        return rule.address().orElse(HbaAddress.ANY).kind() == HbaAddress.Kind.NETWORK
                && source.fields().get(ADDRESS).get(0).text().indexOf('/') < 0;
    }

    /** What comes from {@code @file} is mended there, and bytes that are no UTF-8 would not survive. */
    private boolean isEditable() {
        return source.fields().equals(source.source().fields())
                && source.source().isUtf8();
    }

    private static String print(List<AuthToken> tokens) {
        return tokens.stream().map(AuthToken::print).collect(Collectors.joining(","));
    }

    /** Whether every connection that matches the other certainly matches this. */
    boolean covers(RuleLine other) {
        return rule.type().covers(other.rule.type())
                && coversAddress(other)
                && other.rule.databases().stream().allMatch(this::coversDatabase)
                && other.rule.users().stream().allMatch(this::coversUser);
    }

    boolean coversAddress(RuleLine other) {
        return rule.address().isEmpty()
                || rule.address().get().covers(other.rule.address().orElseThrow());
    }

    boolean coversDatabase(AuthToken database) {
        boolean physical = database.isKeyword("replication");
        return rule.databases().stream()
                .anyMatch(mine ->
                        mine.equals(database) || (mine.isKeyword("all") && !physical) || isSameName(mine, database));
    }

    boolean coversUser(AuthToken user) {
        return rule.users().stream()
                .anyMatch(mine -> mine.isKeyword("all") || mine.equals(user) || isSameName(mine, user));
    }

    /** Quotes make no difference to what is neither a keyword nor a membership. */
    private static boolean isSameName(AuthToken mine, AuthToken other) {
        return mine.text().equals(other.text())
                && (mine.quoted() == other.quoted() || !HbaNames.isSpecial(mine.text()));
    }
}
