package io.gatehouse.provider.dns.route53;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.fixture.dns.Route53Server;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class Route53ZonesTest {
    @AutoClose
    private final Route53Server server = new Route53Server();

    private final Account account = Account.at(server.url());

    @AutoClose
    private final DnsProvider provider = account.provider();

    private void append(DnsProvider to) {
        to.append(DnsZone.of("example.test"), List.of(Account.txt("_acme-challenge.example.test", "value")));
    }

    @Test
    void tenThousandZonesComePageByPage() {
        server.addZones(9_998);
        Iterator<DnsZone> zones = provider.zones().iterator();
        for (int read = 1; read <= 10_000; read++) {
            zones.next();
            // Two thirds of the way into a page, the next one was not asked for yet.
            if (read % 100 == 66) {
                assertThat(server.calls()).hasSize(read / 100 + 1);
            }
        }
        assertThat(zones.hasNext()).isFalse();
        assertThat(server.calls()).hasSize(100);
    }

    @Test
    void whoeverHasFoundItsZoneReadsNoFurther() {
        server.addZones(1_000);
        assertThat(provider.zones()).isNotNull();
        assertThat(server.calls()).hasSize(1);
        assertThat(provider.zones().anyMatch(DnsZone.of("child.example.test")::equals))
                .isTrue();
        assertThat(server.calls()).hasSize(2);
    }

    @Test
    void namesThatNoCertificateCanHaveAreNotListed() {
        server.addZone("0\\05725.2.0.192.in-addr.test");
        server.addPrivateZone("inside.test");
        assertThat(provider.zones()).containsExactly(DnsZone.of("example.test"), DnsZone.of("child.example.test"));
    }

    @Test
    void aPublicZoneIsFoundBehindPagesOfPrivateOnesOfItsName() {
        for (int i = 0; i < 150; i++) {
            server.addPrivateZone("busy.test");
        }
        server.addZone("busy.test");
        server.addZone("busz.test");
        provider.append(DnsZone.of("busy.test"), List.of(Account.txt("a.busy.test", "value")));
        assertThat(server.calls().stream().filter(call -> call.path().contains("hostedzonesbyname")))
                .hasSize(2);
        assertThat(server.calls().get(2).path())
                .contains(server.ids("busy.test").get(150));
    }

    @Test
    void ofTwoPublicZonesNoneIsGuessed() {
        server.addZone("example.test");
        List<String> ids = server.ids("example.test");
        Account.assertFails(provider, "example.test", Kind.REFUSED)
                .hasMessageContaining(ids.get(0) + " and " + ids.get(1))
                .hasMessageContaining("hosted-zone-id");
        try (DnsProvider chosen = account.provider("hosted-zone-id", "/hostedzone/" + ids.get(1))) {
            append(chosen);
            assertThat(chosen.zones()).containsExactly(DnsZone.of("example.test"));
        }
        assertThat(server.calls().get(server.calls().size() - 2).path()).contains(ids.get(1));
    }

    @Test
    void theOneZoneIsThatOfItsNameAndPublic() {
        server.addPrivateZone("inside.test");
        try (DnsProvider one =
                account.provider("hosted-zone-id", server.ids("inside.test").get(0))) {
            Account.assertFails(one, "inside.test", Kind.NO_SUCH_ZONE)
                    .hasMessageContaining("but the private zone inside.test.");
            Account.assertFails(one, "example.test", Kind.NO_SUCH_ZONE)
                    .hasMessageContaining("is not the public zone example.test");
            assertThat(one.zones()).isEmpty();
        }
        try (DnsProvider none = account.provider("hosted-zone-id", "Z0")) {
            Account.assertFails(none, "example.test", Kind.NO_SUCH_ZONE).hasMessageContaining("GetHostedZone of Z0");
        }
    }

    @Test
    void aZoneThatWasMadeAnewIsFoundAtTheNextCall() {
        append(provider);
        server.removeZone("example.test");
        server.addZone("example.test");
        Account.assertFails(provider, "example.test", Kind.NO_SUCH_ZONE);
        append(provider);
        assertThat(server.txt("_acme-challenge.example.test")).containsExactly("value");
    }
}
