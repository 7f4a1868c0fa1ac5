/** DNS provider {@code acmedns}. */
module io.gatehouse.provider.dns.acmedns {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.acmedns;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.acmedns.AcmeDnsFactory;
}
