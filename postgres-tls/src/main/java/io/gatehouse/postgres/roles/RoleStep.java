package io.gatehouse.postgres.roles;

/**
 * One statement, and how to tell that it is not needed.
 *
 * @param holds a query whose one value is true if there is nothing to do
 * @param statement what makes it true
 * @param repeatable whether the statement does no harm when nothing is to do; if not, a script needs a guard
 */
record RoleStep(String holds, String statement, boolean repeatable) {
    static RoleStep of(String holds, String statement) {
        return new RoleStep("SELECT " + holds, statement, true);
    }

    static RoleStep once(String holds, String statement) {
        return new RoleStep("SELECT " + holds, statement, false);
    }

    /** For a script that nobody questions first. */
    String script() {
        return (repeatable ? statement : Sql.block("BEGIN IF NOT (" + holds + ") THEN " + statement + "; END IF; END"))
                + ";\n";
    }
}
