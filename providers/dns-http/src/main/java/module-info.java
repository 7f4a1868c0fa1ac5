/** DNS provider {@code http}. */
module io.gatehouse.provider.dns.http {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.http;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.http.HttpProviderFactory;
}
