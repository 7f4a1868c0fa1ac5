/** DNS provider {@code godaddy}. */
module io.gatehouse.provider.dns.godaddy {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.godaddy;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.godaddy.GoDaddyFactory;
}
