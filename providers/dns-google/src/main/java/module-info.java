/** DNS provider {@code google}. */
module io.gatehouse.provider.dns.google {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.google;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.google.GoogleFactory;
}
