/** Secrets, keys, certificates and files: the values that cross between the rooms, and HTTP that ends. */
module io.gatehouse.core {
    requires static transitive org.jspecify;
    requires transitive java.net.http;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;

    exports io.gatehouse.core;
    exports io.gatehouse.core.http;
    exports io.gatehouse.core.pki;
    exports io.gatehouse.core.spi;
}
