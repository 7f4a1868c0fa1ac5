/** DNS provider {@code powerdns}. */
module io.gatehouse.provider.dns.powerdns {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.powerdns;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.powerdns.PowerDnsFactory;
}
