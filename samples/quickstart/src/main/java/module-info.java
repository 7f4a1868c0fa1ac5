/** The whole path of Gatehouse in one {@code main}. */
module io.gatehouse.sample.quickstart {
    requires static org.jspecify;
    requires io.gatehouse.acme;
    requires io.gatehouse.core;
    requires io.gatehouse.crypto;
    requires io.gatehouse.dns;
    requires io.gatehouse.postgres;
    requires io.gatehouse.provider.dns.rfc2136;
    requires io.gatehouse.proxy;
    requires io.gatehouse.testkit;
    requires com.zaxxer.hikari;
    requires java.sql;
    requires jdk.httpserver;
}
