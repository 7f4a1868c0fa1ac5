/** DNS provider {@code azure}. */
module io.gatehouse.provider.dns.azure {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.azure;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.azure.AzureFactory;
}
