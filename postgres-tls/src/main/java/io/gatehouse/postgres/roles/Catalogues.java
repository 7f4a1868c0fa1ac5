package io.gatehouse.postgres.roles;

import io.gatehouse.postgres.PostgresVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what a plan is concerned with from the catalogues, in a fixed number of queries. Access lists are taken apart by
 * {@code aclexplode} and compared as sets; names travel as parameters.
 */
final class Catalogues {
    private final Connection connection;
    private final RolePlan plan;
    private final PostgresVersion version;

    Catalogues(Connection connection, RolePlan plan) throws SQLException {
        this.connection = connection;
        this.plan = plan;
        this.version = PostgresVersion.of(connection);
    }

    /** The connection's {@code search_path} must be {@code pg_catalog}, its user a superuser. */
    Observed observe() throws SQLException {
        Optional<String> schemaOwner =
                first("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = ?", plan.schema());
        List<Wish> missing = missing();
        if (schemaOwner.isEmpty()) {
            Wish.of(plan).stream().filter(wish -> wish.place() == Place.SCHEMA).forEach(missing::add);
        }
        return new Observed(
                version,
                roles(),
                memberships(),
                settings(),
                first(
                        "SELECT current_user FROM pg_database WHERE datname = current_database()"
                                + " AND pg_get_userbyid(datdba) = ANY (?)",
                        names()),
                schemaOwner,
                strays(),
                missing,
                excess(),
                defaults(),
                first(
                                "SELECT 1 WHERE EXISTS (SELECT FROM pg_default_acl d JOIN pg_roles r ON r.oid = d.defaclrole"
                                        + " WHERE r.rolname = ? AND d.defaclnamespace = 0 AND d.defaclobjtype = 'f'"
                                        + " AND NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) a WHERE a.grantee = 0))",
                                plan.owner())
                        .isEmpty(),
                remarks());
    }

    private Map<String, KnownRole> roles() throws SQLException {
        Map<String, KnownRole> roles = new HashMap<>();
        query(
                "SELECT rolname, rolcanlogin, rolinherit, rolsuper, rolcreatedb, rolcreaterole, rolreplication,"
                        + " rolbypassrls, rolpassword FROM pg_authid WHERE rolname = ANY (?)",
                row -> {
                    Map<Attribute, Boolean> attributes = new EnumMap<>(Attribute.class);
                    for (Attribute attribute : Attribute.values()) {
                        attributes.put(attribute, row.getBoolean(attribute.column()));
                    }
                    roles.put(row.getString(1), new KnownRole(attributes, row.getString("rolpassword")));
                },
                names());
        return roles;
    }

    private Set<Membership> memberships() throws SQLException {
        Set<Membership> memberships = new HashSet<>();
        query(
                "SELECT r.rolname, m.rolname, "
                        + (version.isAtLeast(16) ? "a.inherit_option, a.set_option" : "m.rolinherit, true")
                        + ", a.admin_option, coalesce(g.rolname, '') FROM pg_auth_members a"
                        + " JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member"
                        + " LEFT JOIN pg_roles g ON g.oid = a.grantor WHERE r.rolname = ANY (?) OR m.rolname = ANY (?)",
                row -> memberships.add(new Membership(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getString(6))),
                names(),
                names());
        return memberships;
    }

    private Set<RoleSetting> settings() throws SQLException {
        Set<RoleSetting> settings = new HashSet<>();
        query(
                "SELECT r.rolname, split_part(entry, '=', 1) FROM pg_db_role_setting s"
                        + " JOIN pg_roles r ON r.oid = s.setrole CROSS JOIN LATERAL unnest(s.setconfig) entry"
                        + " WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())"
                        + " AND r.rolname = ANY (?) AND entry IN ('search_path=' || quote_ident(?), 'role=' || ?)",
                row -> settings.add(new RoleSetting(row.getString(1), row.getString(2))),
                names(),
                plan.schema(),
                plan.owner());
        return settings;
    }

    /** Extensions own their members; a sequence of a column follows its table. */
    private List<String> strays() throws SQLException {
        List<String> strays = new ArrayList<>();
        query("""
                WITH given (schema, owner) AS (VALUES (?::text, ?::text)),
                dependent AS (SELECT classid, objid, deptype FROM pg_depend WHERE deptype IN ('e', 'a', 'i'))
                SELECT CASE relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' WHEN 'f' THEN 'FOREIGN TABLE '
                       WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || format('%I.%I', nspname, relname)
                  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace JOIN given ON nspname = schema
                 WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND pg_get_userbyid(relowner) <> owner
                   AND NOT EXISTS (SELECT FROM dependent d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                   AND (d.deptype = 'e' OR c.relkind = 'S'))
                UNION ALL
                SELECT format('ROUTINE %I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid))
                  FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace JOIN given ON nspname = schema
                 WHERE pg_get_userbyid(proowner) <> owner
                   AND NOT EXISTS (SELECT FROM dependent d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid)
                UNION ALL
                SELECT format('TYPE %I.%I', nspname, typname)
                  FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace JOIN given ON nspname = schema
                 WHERE pg_get_userbyid(typowner) <> owner
                   AND (typtype IN ('d', 'e', 'r')
                        OR typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND c.relkind = 'c'))
                   AND NOT EXISTS (SELECT FROM dependent d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid)
                ORDER BY 1
                """, row -> strays.add(row.getString(1)), plan.schema(), plan.owner());
        return strays;
    }

    private List<Wish> missing() throws SQLException {
        List<Wish> missing = new ArrayList<>();
        things(
                "SELECT DISTINCT place, grantee, privilege FROM (SELECT t.place, t.target, w.grantee, w.privilege"
                        + " FROM thing t JOIN wish w USING (place)"
                        + " EXCEPT SELECT place, target, grantee, privilege FROM actual) lacking ORDER BY 1, 2, 3",
                row -> missing.add(new Wish(Place.valueOf(row.getString(1)), row.getString(2), row.getString(3))));
        return missing;
    }

    /** What the owner has in its schema is not asked: it has everything there as soon as all is handed over to it. */
    private List<Excess> excess() throws SQLException {
        List<Excess> excess = new ArrayList<>();
        things(
                "SELECT a.target, a.grantee, a.privilege, w.place IS NOT NULL, a.grantor"
                        + " FROM actual a LEFT JOIN wish w USING (place, grantee, privilege)"
                        + " WHERE (a.grantee = '' OR a.grantee = ANY (?)) AND (w.place IS NULL OR a.is_grantable)"
                        + " AND NOT (a.grantee = ? AND a.place <> 'DATABASE') ORDER BY 1, 2, 3",
                row -> excess.add(new Excess(
                        row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4), row.getString(5))),
                names(),
                plan.owner());
        return excess;
    }

    private List<String> remarks() throws SQLException {
        List<String> remarks = new ArrayList<>();
        things(
                "SELECT grantee, lower(place), string_agg(DISTINCT privilege, ', '), count(DISTINCT target) FROM actual"
                        + " WHERE grantee <> '' AND NOT grantee = ANY (?) GROUP BY 1, 2 ORDER BY 1, 2",
                row -> remarks.add(Sql.oneLine("'" + row.getString(1) + "', which the plan does not name, has "
                        + row.getString(3) + " on " + row.getLong(4) + " × " + row.getString(2))),
                names());
        return remarks;
    }

    private Set<DefaultRight> defaults() throws SQLException {
        Set<DefaultRight> defaults = new HashSet<>();
        query(
                "SELECT c.rolname, coalesce(n.nspname, ''), CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' ELSE 'SEQUENCES' END,"
                        + " coalesce(g.rolname, ''), a.privilege_type, a.is_grantable FROM pg_default_acl d"
                        + " JOIN pg_roles c ON c.oid = d.defaclrole LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace"
                        + " CROSS JOIN LATERAL aclexplode(d.defaclacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee"
                        + " WHERE d.defaclobjtype IN ('r', 'S') AND (d.defaclnamespace = 0 OR n.nspname = ?)"
                        + " AND a.grantee <> d.defaclrole AND (a.grantee = 0 OR g.rolname = ANY (?))",
                row -> defaults.add(new DefaultRight(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getBoolean(6))),
                plan.schema(),
                names());
        return defaults;
    }

    private void things(String select, RowReader reader, Object... more) throws SQLException {
        List<Wish> wishes = Wish.of(plan);
        List<Object> parameters = new ArrayList<>();
        parameters.add(plan.schema());
        parameters.add(wishes.stream().map(wish -> wish.place().name()).collect(Collectors.toList()));
        parameters.add(wishes.stream().map(Wish::grantee).collect(Collectors.toList()));
        parameters.add(wishes.stream().map(Wish::privilege).collect(Collectors.toList()));
        parameters.addAll(List.of(more));
        query(Things.WITH + select, reader, parameters.toArray());
    }

    private List<String> names() {
        return plan.roleNames();
    }

    private Optional<String> first(String sql, Object... parameters) throws SQLException {
        List<String> values = new ArrayList<>();
        query(sql, row -> values.add(row.getString(1)), parameters);
        return values.stream().findFirst();
    }

    private void query(String sql, RowReader reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof List<?> texts) {
                    statement.setArray(i + 1, connection.createArrayOf("text", texts.toArray()));
                } else {
                    statement.setString(i + 1, parameters[i].toString());
                }
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    /** Takes one row. */
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }
}
