package io.gatehouse.postgres.roles;

/**
 * The part that three queries share: everything rights of a plan can be about ({@code thing}), who has which right on it
 * save its owner ({@code actual}), and what is planned ({@code wish}).
 *
 * <p>Names come from the rows themselves and not by {@code regclass}, which looks past the snapshot and shows a number for
 * what somebody dropped meanwhile.
 */
final class Things {
    /** Of routines and of the schema "public" only what everybody has is of interest. */
    private static final String ACTUAL = """
            actual AS (
              SELECT t.place, t.target,
                     CASE WHEN a.grantee = 0 THEN '' ELSE coalesce(g.rolname::text, a.grantee::text) END AS grantee,
                     a.privilege_type || t.col AS privilege, a.is_grantable,
                     CASE WHEN a.grantor = t.owner THEN '' ELSE coalesce(r.rolname::text, '') END AS grantor
                FROM thing t CROSS JOIN LATERAL aclexplode(t.acl) a
                LEFT JOIN pg_roles g ON g.oid = a.grantee LEFT JOIN pg_roles r ON r.oid = a.grantor
               WHERE a.grantee <> t.owner
                 AND (t.place NOT IN ('ROUTINE', 'COMMON') OR a.grantee = 0)
                 AND (t.place <> 'COMMON' OR a.privilege_type = 'CREATE'))
            """;

    private static final String THING = """
            thing (place, target, owner, acl, col) AS (
              SELECT 'DATABASE', 'DATABASE ' || quote_ident(datname), datdba,
                     coalesce(datacl, acldefault('d', datdba)), ''
                FROM pg_database WHERE datname = current_database()
              UNION ALL
              SELECT CASE WHEN nspname = given.schema THEN 'SCHEMA' ELSE 'COMMON' END,
                     'SCHEMA ' || quote_ident(nspname), nspowner, coalesce(nspacl, acldefault('n', nspowner)), ''
                FROM pg_namespace, given WHERE nspname = given.schema OR nspname = 'public'
              UNION ALL
              SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                     CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || format('%I.%I', nspname, relname),
                     relowner,
                     coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)), ''
                FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace JOIN given ON nspname = given.schema
               WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
              UNION ALL
              SELECT 'COLUMN', format('TABLE %I.%I', nspname, relname), relowner, attacl,
                     ' (' || quote_ident(attname) || ')'
                FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                JOIN pg_namespace n ON n.oid = relnamespace JOIN given ON nspname = given.schema
               WHERE attacl IS NOT NULL AND NOT attisdropped
              UNION ALL
              SELECT 'ROUTINE', format('ROUTINE %I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid)),
                     proowner, coalesce(proacl, acldefault('f', proowner)), ''
                FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace JOIN given ON nspname = given.schema
               WHERE NOT EXISTS (SELECT FROM pg_depend e
                       WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')),
            """;

    /** Parameters: the schema; places, grantees and privileges of the wishes. */
    static final String WITH = "WITH given (schema) AS (SELECT ?::text),\n" + THING + ACTUAL
            + ", wish (place, grantee, privilege) AS (SELECT * FROM unnest(?::text[], ?::text[], ?::text[]))\n";

    private Things() {}
}
