/** DNS provider {@code ionos}. */
module io.gatehouse.provider.dns.ionos {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.ionos;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.ionos.IonosFactory;
}
