package io.gatehouse.provider.dns.gandi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.fixture.dns.Call;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.ToldServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class GandiProviderTest {
    private static final DnsZone ZONE = DnsZone.of("own.test");
    private static final TxtRecord TXT =
            new TxtRecord(DomainName.of("_acme-challenge.own.test"), "value", Duration.ofMinutes(10));

    @AutoClose
    private final ToldServer gandi = new ToldServer();

    @AutoClose
    private final DnsProvider provider =
            DnsProviders.named("gandi", GandiAccount.ACCOUNT.settings().apply(gandi.url()));

    private static Reply rrset(String name) {
        return Reply.json(
                200,
                "{\"rrset_name\":\"" + name + "\",\"rrset_type\":\"TXT\",\"rrset_ttl\":3600,"
                        + "\"rrset_values\":[\"\\\"foreign\\\"\"]}");
    }

    @Test
    void valuesThatAreThereKeepTheirTimeToLive() {
        gandi.tell(call -> call.method().equals("GET")
                ? rrset("_acme-challenge")
                : Reply.json(201, "{\"message\":\"DNS Record Created\"}"));
        provider.append(ZONE, List.of(TXT));
        assertThat(gandi.calls().get(1).body())
                .isEqualTo("{\"rrset_values\":[\"\\\"foreign\\\"\",\"\\\"value\\\"\"],\"rrset_ttl\":3600}");
    }

    @Test
    void anRrsetOfAnotherNameIsNotTaken() {
        gandi.tell(call -> rrset("other"));
        assertThatThrownBy(() -> provider.append(ZONE, List.of(TXT)))
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED_ANSWER));
        assertThat(gandi.calls()).extracting(Call::method).containsOnly("GET");
    }
}
