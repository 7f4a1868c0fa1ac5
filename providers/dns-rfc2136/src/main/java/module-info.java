/** The DNS provider {@code rfc2136}: BIND, Knot, PowerDNS and every other server that takes signed DNS updates. */
// The digits are the RFC's number and part of the provider's name, not a version.
@SuppressWarnings("module")
module io.gatehouse.provider.dns.rfc2136 {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires org.dnsjava;
    requires org.slf4j;

    exports io.gatehouse.provider.dns.rfc2136;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.rfc2136.Rfc2136ProviderFactory;
}
