package io.gatehouse.provider.dns.hetzner;

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
import io.gatehouse.fixture.dns.HetznerServer;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.ToldServer;
import io.gatehouse.fixture.dns.VendorServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is Hetzner's own: changes that end after they are answered, and the times to live of RRsets. */
class HetznerActionsTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final DomainName NAME = DomainName.of("_acme-challenge.www.example.test");

    @AutoClose
    private final ToldServer hetzner = new ToldServer();

    private String rrsets = "[]";
    private Reply change = action("running");
    private Reply look = action("success");

    HetznerActionsTest() {
        hetzner.tell(call -> {
            if (call.method().equals("POST")) {
                return change;
            }
            return call.is("GET", "v1", "actions", "7") ? look : Reply.json(200, "{\"rrsets\":" + rrsets + "}");
        });
    }

    private static Reply action(String status) {
        return Reply.json(201, "{\"action\":{\"id\":7,\"status\":\"" + status + "\",\"error\":null}}");
    }

    private static DnsProvider at(VendorServer server) {
        return DnsProviders.named("hetzner", HetznerAccount.ACCOUNT.settings().apply(server.url()));
    }

    private static void append(VendorServer server, String value, int ttl) {
        try (DnsProvider provider = at(server)) {
            provider.append(ZONE, List.of(new TxtRecord(NAME, value, Duration.ofSeconds(ttl))));
        }
    }

    private void assertFails(Kind kind, String words) {
        assertThatThrownBy(() -> append(hetzner, "value", 60))
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    @Test
    void anActionThatFailsIsAFailure() {
        look = Reply.json(
                200,
                "{\"action\":{\"id\":7,\"status\":\"error\",\"error\":{\"code\":\"x\",\"message\":\"disk full\"}}}");
        assertFails(Kind.SERVER_FAILED, "disk full");
    }

    @Test
    void anActionIsWaitedFor() {
        append(hetzner, "value", 60);
        assertThat(hetzner.calls()).extracting(Call::method).containsExactly("GET", "POST", "GET");
    }

    @ParameterizedTest
    @CsvSource({
        "401, unauthorized, BAD_CREDENTIALS",
        "401, token_readonly, REFUSED",
        "403, maintenance, SERVER_FAILED",
        "410, deprecated_api_endpoint, REFUSED",
        "422, incorrect_zone_mode, REFUSED",
        "422, service_error, SERVER_FAILED"
    })
    void codesTellMoreThanTheStatus(int status, String code, Kind kind) {
        change = Reply.json(
                status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"words of Hetzner\",\"details\":null}}");
        assertFails(kind, "words of Hetzner");
    }

    @Test
    void anRrsetWithTheTimeToLiveOfItsZoneKeepsIt() {
        rrsets = "[{\"name\":\"_acme-challenge.www\",\"type\":\"TXT\",\"ttl\":null,"
                + "\"records\":[{\"value\":\"\\\"foreign\\\"\",\"comment\":\"\"}]}]";
        append(hetzner, "value", 60);
        assertThat(hetzner.calls().get(1).json().has("ttl")).isFalse();
    }

    @Test
    void aValueJoinsThoseOfAnotherTimeToLive() {
        try (HetznerServer server = new HetznerServer()) {
            append(server, "one", 3600);
            append(server, "two", 60);
            assertThat(server.txt(NAME.text())).containsExactlyInAnyOrder("one", "two");
        }
    }
}
