/** DNS provider {@code hetzner}. */
module io.gatehouse.provider.dns.hetzner {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.hetzner;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.hetzner.HetznerFactory;
}
