/** DNS provider {@code ovh}. */
module io.gatehouse.provider.dns.ovh {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.ovh;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.ovh.OvhFactory;
}
