/** Secrets, keys, certificates and files: the values that cross between the rooms. */
module io.gatehouse.core {
    requires static transitive org.jspecify;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;

    exports io.gatehouse.core;
    exports io.gatehouse.core.pki;
    exports io.gatehouse.core.spi;
}
