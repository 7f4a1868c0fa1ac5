/** DNS provider {@code gandi}. */
module io.gatehouse.provider.dns.gandi {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.gandi;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.gandi.GandiFactory;
}
