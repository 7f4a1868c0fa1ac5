/** JUnit 5 extensions and fixtures: an ACME CA, a DNS server, a TLS PostgreSQL and real peers, without Docker. */
@SuppressWarnings("module") // The module that internals are opened to is built after this one.
module io.gatehouse.testkit {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.core;
    requires transitive io.gatehouse.dns;
    requires transitive java.sql;
    requires transitive org.junit.jupiter.api;
    requires jdk.httpserver;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.dnsjava;
    requires org.jose4j;
    requires org.opentest4j;
    requires org.slf4j;
    requires org.tukaani.xz;

    exports io.gatehouse.testkit;
    exports io.gatehouse.testkit.internal.postgres to
            io.gatehouse.testkit.containers;
}
