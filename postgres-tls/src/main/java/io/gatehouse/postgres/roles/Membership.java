package io.gatehouse.postgres.roles;

/**
 * That a role is a member of another.
 *
 * @param role the group
 * @param member of it
 * @param inherit whether it has the group's rights without asking; before 16 the member's own attribute says so
 * @param set whether it may become the group
 * @param admin whether it may make others members
 * @param grantor who granted it; empty for a wish
 */
record Membership(String role, String member, boolean inherit, boolean set, boolean admin, String grantor) {
    static Membership wish(String role, String member, boolean inherit, boolean set) {
        return new Membership(role, member, inherit, set, false, "");
    }

    /** Whether this is what was wished for, whoever granted it. */
    boolean fulfils(Membership wish, boolean withOptions) {
        boolean same = role.equals(wish.role) && member.equals(wish.member) && !admin;
        return same && (!withOptions || (inherit == wish.inherit && set == wish.set));
    }
}
