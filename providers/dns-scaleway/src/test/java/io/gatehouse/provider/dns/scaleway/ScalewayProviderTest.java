package io.gatehouse.provider.dns.scaleway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.ToldServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Scaleway may answer and its server for tests does not. */
class ScalewayProviderTest {
    @AutoClose
    private final ToldServer vendor = new ToldServer();

    @AutoClose
    private final DnsProvider scaleway =
            DnsProviders.named("scaleway", ScalewayAccount.ACCOUNT.settings().apply(vendor.url()));

    @ParameterizedTest
    @CsvSource({
        "403, domain not found, NO_SUCH_ZONE",
        "403, subdomain not found, NO_SUCH_ZONE",
        "403, insufficient permissions, REFUSED",
        "404, resource is not found, NO_SUCH_ZONE"
    })
    void aMissingZoneIsToldFromAMissingRight(int status, String words, Kind kind) {
        vendor.tell(call -> Reply.json(status, "{\"message\":\"" + words + "\"}"));
        TxtRecord txt = new TxtRecord(DomainName.of("_acme-challenge.example.test"), "value", Duration.ofMinutes(1));
        assertThatThrownBy(() -> scaleway.append(DnsZone.of("example.test"), List.of(txt)))
                .isInstanceOfSatisfying(
                        DnsProviderException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
