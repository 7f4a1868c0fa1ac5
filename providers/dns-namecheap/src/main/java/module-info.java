/** DNS provider {@code namecheap}. */
module io.gatehouse.provider.dns.namecheap {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires io.gatehouse.provider.dns.json;
    requires java.xml;

    exports io.gatehouse.provider.dns.namecheap;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.namecheap.NamecheapFactory;
}
