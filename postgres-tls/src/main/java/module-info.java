/** PostgreSQL over verified TLS: data source names, pools, {@code pg_hba.conf}, server settings and roles. */
module io.gatehouse.postgres {
    requires static transitive org.jspecify;
    requires transitive com.zaxxer.hikari;
    requires transitive io.gatehouse.core;
    requires transitive java.sql;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports io.gatehouse.postgres;
    exports io.gatehouse.postgres.hba;
    exports io.gatehouse.postgres.roles;
    exports io.gatehouse.postgres.server;
    // pgjdbc makes its socket factory from a class name.
    exports io.gatehouse.postgres.internal to
            org.postgresql.jdbc;
}
