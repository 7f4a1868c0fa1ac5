/** DNS provider {@code scaleway}. */
module io.gatehouse.provider.dns.scaleway {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.scaleway;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.scaleway.ScalewayFactory;
}
