/** The DNS provider {@code route53}: public hosted zones of Amazon Route 53. */
// The digits are part of the service's name, not a version.
@SuppressWarnings("module")
module io.gatehouse.provider.dns.route53 {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires org.slf4j;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.profiles;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.services.route53;
    requires software.amazon.awssdk.utils;

    exports io.gatehouse.provider.dns.route53;

    provides io.gatehouse.dns.DnsProviderFactory with
            io.gatehouse.provider.dns.route53.Route53ProviderFactory;
}
