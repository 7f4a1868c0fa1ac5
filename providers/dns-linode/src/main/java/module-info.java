/** DNS provider {@code linode}. */
module io.gatehouse.provider.dns.linode {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.linode;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.linode.LinodeFactory;
}
