/** DNS provider {@code digitalocean}. */
module io.gatehouse.provider.dns.digitalocean {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;

    exports io.gatehouse.provider.dns.digitalocean;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.digitalocean.DigitalOceanFactory;
}
