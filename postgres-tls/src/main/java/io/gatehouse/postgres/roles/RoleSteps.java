package io.gatehouse.postgres.roles;

import io.gatehouse.postgres.PostgresVersion;
import java.util.ArrayList;
import java.util.List;

/** The least-privilege model as steps, in an order in which each finds what it needs. Checks ask the catalogues. */
final class RoleSteps {
    private static final String READ_WRITE = "SELECT, INSERT, UPDATE, DELETE";
    private static final String NO_MORE =
            " AND NOT rolsuper AND NOT rolcreatedb AND NOT rolcreaterole AND NOT rolreplication AND NOT rolbypassrls";
    private static final String NO_MORE_SQL = " NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS";

    private final RolePlan plan;
    private final PostgresVersion version;
    private final List<RoleStep> steps = new ArrayList<>();
    private final String owner;
    private final String migrator;
    private final String agent;

    private RoleSteps(RolePlan plan, PostgresVersion version) {
        this.plan = plan;
        this.version = version;
        this.owner = Sql.name(plan.owner());
        this.migrator = Sql.name(plan.migrator().name());
        this.agent = Sql.name(plan.agent().name());
    }

    static List<RoleStep> of(RolePlan plan, PostgresVersion version) {
        RoleSteps steps = new RoleSteps(plan, version);
        steps.roles();
        steps.database();
        steps.schema();
        steps.data();
        steps.defaults();
        return List.copyOf(steps.steps);
    }

    private void roles() {
        role(plan.owner(), "NOLOGIN", "NOT rolcanlogin");
        // From 16 the grant itself says that nothing is inherited; before, the role does.
        boolean byGrant = version.isAtLeast(16);
        role(
                plan.migrator().name(),
                byGrant ? "LOGIN" : "LOGIN NOINHERIT",
                byGrant ? "rolcanlogin" : "rolcanlogin AND NOT rolinherit");
        role(plan.agent().name(), "LOGIN", "rolcanlogin");
        String member = "EXISTS (SELECT FROM pg_auth_members m WHERE m.roleid = " + oid(plan.owner())
                + " AND m.member = " + oid(plan.migrator().name()) + "%s)";
        add(
                String.format(member, byGrant ? " AND NOT m.inherit_option AND m.set_option" : ""),
                "GRANT " + owner + " TO " + migrator + (byGrant ? " WITH INHERIT FALSE, SET TRUE" : ""));
    }

    private void role(String name, String attributes, String condition) {
        String row = "EXISTS (SELECT FROM pg_roles WHERE rolname = " + Sql.text(name);
        steps.add(RoleStep.once(row + ")", "CREATE ROLE " + Sql.name(name) + " " + attributes));
        add(row + " AND " + condition + NO_MORE + ")", "ALTER ROLE " + Sql.name(name) + " " + attributes + NO_MORE_SQL);
    }

    private void database() {
        String database = Sql.name(plan.database());
        add(
                "NOT EXISTS (SELECT FROM " + databaseAcl() + " AND a.grantee = 0)",
                "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
        for (LoginRole role : List.of(plan.migrator(), plan.agent())) {
            add(
                    "EXISTS (SELECT FROM " + databaseAcl() + " AND a.privilege_type = 'CONNECT' AND a.grantee = "
                            + oid(role.name()) + ")",
                    "GRANT CONNECT ON DATABASE " + database + " TO " + Sql.name(role.name()));
            setting(
                    role,
                    "'search_path=' || quote_ident(" + Sql.text(plan.schema()) + ")",
                    "search_path = " + Sql.name(plan.schema()));
        }
        setting(plan.migrator(), Sql.text("role=" + plan.owner()), "role = " + Sql.text(plan.owner()));
    }

    private void setting(LoginRole role, String stored, String assignment) {
        add(
                "EXISTS (SELECT FROM pg_db_role_setting s WHERE s.setdatabase = " + databaseOid() + " AND s.setrole = "
                        + oid(role.name()) + " AND (" + stored + ") = ANY (s.setconfig))",
                "ALTER ROLE " + Sql.name(role.name()) + " IN DATABASE " + Sql.name(plan.database()) + " SET "
                        + assignment);
    }

    private void schema() {
        String schema = Sql.name(plan.schema());
        String row = "EXISTS (SELECT FROM pg_namespace WHERE nspname = " + Sql.text(plan.schema());
        add(row + ")", "CREATE SCHEMA IF NOT EXISTS " + schema + " AUTHORIZATION " + owner);
        add(row + " AND nspowner = " + oid(plan.owner()) + ")", "ALTER SCHEMA " + schema + " OWNER TO " + owner);
        // PostgreSQL 14 and older let everybody create in "public"; so may a database that was upgraded from there.
        add(
                "NOT EXISTS (SELECT FROM " + schemaAcl("public")
                        + " AND a.grantee = 0 AND a.privilege_type = 'CREATE')",
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        add(
                "EXISTS (SELECT FROM " + schemaAcl(plan.schema()) + " AND a.privilege_type = 'USAGE' AND a.grantee = "
                        + oid(plan.agent().name()) + ")",
                "GRANT USAGE ON SCHEMA " + schema + " TO " + agent);
    }

    private void data() {
        String schema = Sql.name(plan.schema());
        add(
                allGranted("'r', 'p', 'v', 'm', 'f'", "r", "'SELECT', 'INSERT', 'UPDATE', 'DELETE'"),
                "GRANT " + READ_WRITE + " ON ALL TABLES IN SCHEMA " + schema + " TO " + agent);
        add(
                allGranted("'S'", "s", "'USAGE', 'SELECT'"),
                "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA " + schema + " TO " + agent);
    }

    /** Default privileges follow the role that creates a thing, and a per-schema REVOKE from PUBLIC does nothing. */
    private void defaults() {
        String forOwner = "ALTER DEFAULT PRIVILEGES FOR ROLE " + owner;
        String inSchema = forOwner + " IN SCHEMA " + Sql.name(plan.schema());
        add(
                defaultGranted("r", "'SELECT', 'INSERT', 'UPDATE', 'DELETE'", 4),
                inSchema + " GRANT " + READ_WRITE + " ON TABLES TO " + agent);
        add(defaultGranted("S", "'USAGE', 'SELECT'", 2), inSchema + " GRANT USAGE, SELECT ON SEQUENCES TO " + agent);
        add(
                "EXISTS (SELECT FROM pg_default_acl d WHERE d.defaclrole = " + oid(plan.owner())
                        + " AND d.defaclnamespace = 0 AND d.defaclobjtype = 'f' AND NOT EXISTS"
                        + " (SELECT FROM aclexplode(d.defaclacl) a WHERE a.grantee = 0))",
                forOwner + " REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC");
    }

    private String allGranted(String relkinds, String aclKind, String privileges) {
        return "NOT EXISTS (SELECT FROM pg_class c CROSS JOIN unnest(ARRAY[" + privileges + "]) p"
                + " WHERE c.relnamespace = " + schemaOid() + " AND c.relkind IN (" + relkinds + ") AND NOT EXISTS"
                + " (SELECT FROM aclexplode(coalesce(c.relacl, acldefault('" + aclKind + "', c.relowner))) a"
                + " WHERE a.grantee = " + oid(plan.agent().name()) + " AND a.privilege_type = p))";
    }

    private String defaultGranted(String kind, String privileges, int count) {
        return "(SELECT count(*) = " + count + " FROM pg_default_acl d, aclexplode(d.defaclacl) a WHERE d.defaclrole = "
                + oid(plan.owner()) + " AND d.defaclnamespace = " + schemaOid() + " AND d.defaclobjtype = '" + kind
                + "' AND a.grantee = " + oid(plan.agent().name()) + " AND a.privilege_type IN (" + privileges + "))";
    }

    private static String databaseAcl() {
        return "pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a"
                + " WHERE d.datname = current_database()";
    }

    private static String schemaAcl(String schema) {
        return "pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a WHERE n.nspname = "
                + Sql.text(schema);
    }

    private static String databaseOid() {
        return "(SELECT oid FROM pg_database WHERE datname = current_database())";
    }

    private String schemaOid() {
        return "(SELECT oid FROM pg_namespace WHERE nspname = " + Sql.text(plan.schema()) + ")";
    }

    private static String oid(String role) {
        return "(SELECT oid FROM pg_roles WHERE rolname = " + Sql.text(role) + ")";
    }

    private void add(String holds, String statement) {
        steps.add(RoleStep.of(holds, statement));
    }
}
