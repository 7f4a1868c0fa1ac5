package io.gatehouse.provider.dns.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.fixture.dns.Route53Server;
import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;

/** Credentials, and how a provider is made of them that talks to a server on loopback. */
record Account(String keyId, String secret, URI endpoint) {
    /** Of the fixture. */
    static final VendorAccount FIXTURE = new VendorAccount(
            "route53",
            url -> at(url).settings(),
            url -> new Account(Route53Server.KEY_ID, Route53Server.WRONG_SECRET, url).settings());

    static Account at(URI endpoint) {
        return new Account(Route53Server.KEY_ID, Route53Server.SECRET, endpoint);
    }

    Map<String, String> settings() {
        return Map.of(
                "access-key-id",
                keyId,
                "secret-access-key",
                secret,
                "endpoint",
                endpoint.toString(),
                "insecure-plain-http",
                "true",
                "requests-per-second",
                "1000");
    }

    DnsProvider provider() {
        return provider("timeout", "10s");
    }

    /** With one more setting, and next to no pause between two questions about a change. */
    DnsProvider provider(String setting, String value) {
        return DnsProviders.of(
                new Route53ProviderFactory(Duration.ofMillis(1)),
                Settings.of(settings()).with(Settings.of(Map.of(setting, value))));
    }

    static TxtRecord txt(String name, String value) {
        return new TxtRecord(DomainName.of(name), value, Duration.ofMinutes(1));
    }

    /** Fails to write to the zone. */
    static AbstractThrowableAssert<?, ?> assertFails(DnsProvider provider, String zone, Kind kind) {
        return assertThatThrownBy(
                        () -> provider.append(DnsZone.of(zone), List.of(txt("_acme-challenge." + zone, "value"))))
                .isInstanceOfSatisfying(
                        DnsProviderException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
