/** Certificates ordered over ACME (RFC 8555), kept, renewed and served live. */
module io.gatehouse.acme {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires jdk.httpserver;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.dnsjava;
    requires org.shredzone.acme4j;
    requires org.slf4j;

    exports io.gatehouse.acme;
    exports io.gatehouse.acme.dns01;
    exports io.gatehouse.acme.http01;
    exports io.gatehouse.acme.tlsalpn01;
}
