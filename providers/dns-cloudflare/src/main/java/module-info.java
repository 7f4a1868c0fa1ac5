/** DNS provider {@code cloudflare}. */
module io.gatehouse.provider.dns.cloudflare {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.cloudflare;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.cloudflare.CloudflareFactory;
}
