/** The DNS provider {@code manual}: a person, who is told what to write. */
module io.gatehouse.provider.dns.manual {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires org.slf4j;

    exports io.gatehouse.provider.dns.manual;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.manual.ManualProviderFactory;
}
