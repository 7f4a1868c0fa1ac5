/** The DNS provider {@code exec}: programs of the user's, written for lego, certbot or acme.sh. */
module io.gatehouse.provider.dns.exec {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires org.slf4j;

    exports io.gatehouse.provider.dns.exec;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.exec.ExecProviderFactory;
}
