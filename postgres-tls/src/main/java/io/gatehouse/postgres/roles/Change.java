package io.gatehouse.postgres.roles;

/**
 * One statement.
 *
 * @param sql to run
 * @param shown the same without a password's verifier
 */
record Change(String sql, String shown) {
    static Change of(String sql) {
        return new Change(sql, sql);
    }
}
