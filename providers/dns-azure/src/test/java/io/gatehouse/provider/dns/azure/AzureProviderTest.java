package io.gatehouse.provider.dns.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.fixture.dns.AzureDnsServer;
import io.gatehouse.fixture.dns.Call;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.ToldServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What Azure may answer and its server for tests does not. */
class AzureProviderTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final TxtRecord TXT =
            new TxtRecord(DomainName.of("_acme-challenge.example.test"), "value", Duration.ofMinutes(1));

    @AutoClose
    private final ToldServer vendor = new ToldServer();

    @AutoClose
    private final DnsProvider azure =
            DnsProviders.named("azure", AzureAccount.ACCOUNT.settings().apply(vendor.url()));

    /** Gives a token to everybody, and answers so to those who have it. */
    private void answer(Function<Call, Reply> answer) {
        vendor.tell(call -> call.is("POST", AzureDnsServer.TENANT, "oauth2", "v2.0", "token")
                ? Reply.json(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":3599}")
                : answer.apply(call));
    }

    private static Reply recordSet(String id) {
        return Reply.json(
                200,
                "{\"id\":\"" + id
                        + "\",\"etag\":\"1\",\"properties\":{\"TTL\":60,\"TXTRecords\":[{\"value\":[\"a\"]}]}}");
    }

    @Test
    void aLinkToTheNextPageLeadsNowhereElse() {
        answer(
                call -> call.query("$skipToken", "").equals("a b")
                        ? Reply.json(200, "{\"value\":[{\"name\":\"second.test\"}]}")
                        : Reply.json(
                                200,
                                "{\"value\":[{\"name\":\"first.test\"}],"
                                        + "\"nextLink\":\"https://elsewhere.invalid/x?api-version=2018-05-01&$skipToken=a%20b\"}"));
        assertThat(azure.zones()).containsExactly(DnsZone.of("first.test"), DnsZone.of("second.test"));
        assertThat(vendor.calls().get(2).path()).isEqualTo(vendor.calls().get(1).path());
    }

    @Test
    void aRecordSetOfAnotherZoneIsNotTaken() {
        answer(call -> recordSet("/x/dnszones/another.test/TXT/_acme-challenge"));
        assertFailure(Kind.MALFORMED_ANSWER);
        answer(call -> recordSet("/x/dnszones/example.test/TXT/another"));
        assertFailure(Kind.MALFORMED_ANSWER);
    }

    @Test
    void aZoneThatItsOwnerLockedIsNotTriedAgain() {
        answer(call -> call.method().equals("GET")
                ? recordSet("/x/dnszones/EXAMPLE.test/TXT/_acme-challenge")
                : Reply.json(409, "{\"error\":{\"code\":\"ScopeLocked\",\"message\":\"has a lock\"}}"));
        assertFailure(Kind.REFUSED);
    }

    private void assertFailure(Kind kind) {
        assertThatThrownBy(() -> azure.append(ZONE, List.of(TXT)))
                .isInstanceOfSatisfying(
                        DnsProviderException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    @Test
    void valuesAreCutBetweenCharacters() {
        for (String value : List.of("", "e".repeat(255), "\u00fc".repeat(200), "\uD83D\uDD11".repeat(100))) {
            List<String> strings = AzureProvider.strings(value);
            assertThat(String.join("", strings)).isEqualTo(value);
            assertThat(strings)
                    .hasSize(Math.max(1, (value.getBytes(StandardCharsets.UTF_8).length + 254) / 255))
                    .allMatch(string -> string.getBytes(StandardCharsets.UTF_8).length <= 255);
        }
    }
}
