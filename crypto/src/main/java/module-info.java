/**
 * Envelope encryption of stored secrets: each bound to its place, with keys that rotate, and whole tables rewrapped
 * while they are in use.
 */
module io.gatehouse.crypto {
    requires transitive io.gatehouse.core;
    requires transitive java.sql;
    requires static transitive org.jspecify;
    requires com.google.crypto.tink;
    requires org.slf4j;

    exports io.gatehouse.crypto;
    exports io.gatehouse.crypto.jdbc;
}
