/** The contract a DNS provider signs, and how a provider is found by its name. */
module io.gatehouse.dns {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.core;

    exports io.gatehouse.dns;

    uses io.gatehouse.dns.DnsProviderFactory;
}
