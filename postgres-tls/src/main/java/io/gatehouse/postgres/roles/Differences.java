package io.gatehouse.postgres.roles;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The statements that bring a database from what was observed to what is planned, each after what it needs. */
final class Differences {
    /** So that a line of a script can still be read. */
    private static final int NAMES_PER_STATEMENT = 50;

    private final RolePlan plan;
    private final Observed observed;
    private final Passwords passwords;
    private final boolean grantsSayMore;
    private final List<Change> changes = new ArrayList<>();

    private Differences(RolePlan plan, Observed observed, Passwords passwords) {
        this.plan = plan;
        this.observed = observed;
        this.passwords = passwords;
        // From 16 a grant says whether the member inherits and may become the group; before, the member's attribute
        // does.
        this.grantsSayMore = observed.version().isAtLeast(16);
    }

    static List<Change> between(RolePlan plan, Observed observed, Passwords passwords) {
        Differences differences = new Differences(plan, observed, passwords);
        differences.roles();
        differences.memberships();
        differences.ownership();
        differences.settings();
        differences.excess();
        differences.missing();
        differences.defaults();
        return differences.changes;
    }

    private void roles() {
        role(plan.owner(), Set.of(), Optional.empty());
        plan.groups().forEach(group -> role(group, Set.of(), Optional.empty()));
        for (LoginRole login : plan.logins()) {
            Set<Attribute> attributes = switch (login.duty()) {
                case DATABASE_CREATOR -> Set.of(Attribute.LOGIN, Attribute.CREATEDB);
                case REPLICATION -> Set.of(Attribute.LOGIN, Attribute.REPLICATION);
                default -> Set.of(Attribute.LOGIN);
            };
            role(login.name(), attributes, Optional.of(login));
        }
    }

    private void role(String name, Set<Attribute> wanted, Optional<LoginRole> login) {
        KnownRole known = observed.roles().get(name);
        KnownRole before = known == null ? new KnownRole(Attribute.ofNewRole(), null) : known;
        StringBuilder options = new StringBuilder();
        for (Attribute attribute : Attribute.values()) {
            boolean want = attribute == Attribute.INHERIT
                    ? login.filter(l -> l.duty() == Duty.MIGRATOR).isEmpty()
                    : wanted.contains(attribute);
            boolean matters = attribute != Attribute.INHERIT || !grantsSayMore;
            if (matters && !Boolean.valueOf(want).equals(before.attributes().get(attribute))) {
                options.append(' ').append(attribute.keyword(want));
            }
        }
        Optional<String> password = passwords.change(name, before.password(), login.flatMap(LoginRole::password));
        if (known == null || options.length() > 0 || password.isPresent()) {
            String statement = (known == null ? "CREATE ROLE " : "ALTER ROLE ") + Sql.name(name) + options;
            changes.add(new Change(
                    statement + password.map(p -> " PASSWORD " + p).orElse(""),
                    statement
                            + password.map(p -> " PASSWORD " + Passwords.shown(p))
                                    .orElse("")));
        }
    }

    private void memberships() {
        List<Membership> wishes = new ArrayList<>();
        for (LoginRole login : plan.logins()) {
            switch (login.duty()) {
                case MIGRATOR -> wishes.add(Membership.wish(plan.owner(), login.name(), false, true));
                case READ_WRITE ->
                    wishes.add(Membership.wish(plan.readWrite().orElseThrow(), login.name(), true, false));
                case READ_ONLY -> wishes.add(Membership.wish(plan.readOnly().orElseThrow(), login.name(), true, false));
                default -> {}
            }
        }
        Map<String, List<Membership>> wishesOfMember =
                wishes.stream().collect(Collectors.groupingBy(Membership::member));
        Map<String, List<Membership>> known =
                observed.memberships().stream().collect(Collectors.groupingBy(Membership::member));
        observed.memberships().stream()
                .filter(m -> wishesOfMember.getOrDefault(m.member(), List.of()).stream()
                        .noneMatch(wish -> m.fulfils(wish, grantsSayMore)))
                .map(m -> "REVOKE " + Sql.name(m.role()) + " FROM " + Sql.name(m.member())
                        + (grantsSayMore && !m.grantor().isEmpty() ? " GRANTED BY " + Sql.name(m.grantor()) : "")
                        + " CASCADE")
                .sorted()
                .forEach(this::add);
        List<Membership> lacking = wishes.stream()
                .filter(wish -> known.getOrDefault(wish.member(), List.of()).stream()
                        .noneMatch(m -> m.fulfils(wish, grantsSayMore)))
                .collect(Collectors.toList());
        grouped(
                lacking,
                wish -> wish.role() + wish.inherit(),
                group -> inPortions(
                        group,
                        part -> add("GRANT "
                                + Sql.name(part.get(0).role()) + " TO "
                                + part.stream()
                                        .map(wish -> Sql.name(wish.member()))
                                        .collect(Collectors.joining(", "))
                                + (grantsSayMore ? options(part.get(0)) : ""))));
    }

    private static String options(Membership wish) {
        return " WITH INHERIT " + upper(wish.inherit()) + ", SET " + upper(wish.set());
    }

    private static String upper(boolean value) {
        return value ? "TRUE" : "FALSE";
    }

    private void ownership() {
        String owner = Sql.name(plan.owner());
        observed.newDatabaseOwner()
                .ifPresent(user -> add("ALTER " + Place.DATABASE.target(plan) + " OWNER TO " + Sql.name(user)));
        if (observed.schemaOwner().isEmpty()) {
            add("CREATE SCHEMA IF NOT EXISTS " + Sql.name(plan.schema()) + " AUTHORIZATION " + owner);
        } else if (!observed.schemaOwner().get().equals(plan.owner())) {
            add("ALTER " + Place.SCHEMA.target(plan) + " OWNER TO " + owner);
        }
        observed.strays().forEach(stray -> add("ALTER " + stray + " OWNER TO " + owner));
    }

    private void settings() {
        for (LoginRole login : plan.logins()) {
            if (login.duty().usesSchema()) {
                setting(login, "search_path", Sql.name(plan.schema()));
            }
            if (login.duty() == Duty.MIGRATOR) {
                setting(login, "role", Sql.text(plan.owner()));
            }
        }
    }

    private void setting(LoginRole login, String parameter, String value) {
        if (!observed.settings().contains(new RoleSetting(login.name(), parameter))) {
            add("ALTER ROLE " + Sql.name(login.name()) + " IN " + Place.DATABASE.target(plan) + " SET " + parameter
                    + " = " + value);
        }
    }

    /** What another than the owner granted can be taken back in that role's name only. */
    private void excess() {
        grouped(observed.excess(), e -> e.target() + '\0' + e.grantee() + '\0' + e.optionOnly() + e.grantor(), same -> {
            Excess one = same.get(0);
            boolean ofAnother = !one.grantor().isEmpty() && !one.grantor().equals(plan.owner());
            if (ofAnother) {
                add("SET LOCAL ROLE " + Sql.name(one.grantor()));
            }
            add("REVOKE " + (one.optionOnly() ? "GRANT OPTION FOR " : "") + joined(same, Excess::privilege) + " ON "
                    + one.target() + " FROM " + Sql.grantee(one.grantee())
                    + (one.grantee().isEmpty() ? "" : " CASCADE"));
            if (ofAnother) {
                add("RESET ROLE");
            }
        });
    }

    private void missing() {
        grouped(observed.missing(), wish -> wish.place() + wish.grantee(), same -> {
            Wish one = same.get(0);
            add("GRANT " + joined(same, Wish::privilege) + " ON " + one.place().target(plan) + " TO "
                    + Sql.name(one.grantee()));
        });
    }

    /** Default privileges follow the role that creates a thing, and a per-schema REVOKE from PUBLIC does nothing. */
    private void defaults() {
        List<DefaultRight> wishes = Wish.of(plan).stream()
                .filter(wish -> wish.place() == Place.TABLE || wish.place() == Place.SEQUENCE)
                .map(wish -> new DefaultRight(
                        plan.owner(), plan.schema(), wish.place() + "S", wish.grantee(), wish.privilege(), false))
                .collect(Collectors.toList());
        List<DefaultRight> excess = observed.defaults().stream()
                .filter(right -> !wishes.contains(right))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .collect(Collectors.toList());
        defaults(excess, "REVOKE ", " FROM ");
        List<DefaultRight> lacking = wishes.stream()
                .filter(wish -> !observed.defaults().contains(wish))
                .collect(Collectors.toList());
        defaults(lacking, "GRANT ", " TO ");
        if (observed.publicExecutes()) {
            add("ALTER DEFAULT PRIVILEGES FOR ROLE " + Sql.name(plan.owner())
                    + " REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC");
        }
    }

    private void defaults(List<DefaultRight> rights, String verb, String preposition) {
        grouped(rights, r -> r.creator() + '\0' + r.schema() + '\0' + r.kind() + r.grantee(), same -> {
            DefaultRight one = same.get(0);
            add("ALTER DEFAULT PRIVILEGES FOR ROLE " + Sql.name(one.creator())
                    + (one.schema().isEmpty() ? "" : " IN SCHEMA " + Sql.name(one.schema())) + " " + verb
                    + joined(same, DefaultRight::privilege) + " ON " + one.kind() + preposition
                    + Sql.grantee(one.grantee()));
        });
    }

    private void add(String statement) {
        changes.add(Change.of(statement));
    }

    private static <T> String joined(List<T> rights, Function<T, String> privilege) {
        return rights.stream().map(privilege).distinct().collect(Collectors.joining(", "));
    }

    private static <T> void grouped(List<T> all, Function<T, String> key, Consumer<List<T>> use) {
        all.stream()
                .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(use);
    }

    private static <T> void inPortions(List<T> all, Consumer<List<T>> use) {
        for (int from = 0; from < all.size(); from += NAMES_PER_STATEMENT) {
            use.accept(all.subList(from, Math.min(all.size(), from + NAMES_PER_STATEMENT)));
        }
    }
}
