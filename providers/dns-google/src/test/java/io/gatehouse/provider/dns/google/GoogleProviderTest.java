package io.gatehouse.provider.dns.google;

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

/** What Google may answer and its server for tests does not. */
class GoogleProviderTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final TxtRecord TXT =
            new TxtRecord(DomainName.of("_acme-challenge.example.test"), "ours", Duration.ofMinutes(1));
    /** Of two strings, and of signs that need no escape. */
    private static final String FOREIGN = "\"\\\"b\\\" \\\"\\\\a\\\"\",\"z\",\"\\\"y\\\"\"";

    @AutoClose
    private final ToldServer vendor = new ToldServer();

    @AutoClose
    private final DnsProvider google =
            DnsProviders.named("google", GoogleAccount.ACCOUNT.settings().apply(vendor.url()));

    /** Has a zone with values at the name, and answers so to changes. */
    private void answerToChanges(Reply reply) {
        vendor.tell(call -> {
            String last = call.path().get(call.path().size() - 1);
            return switch (last) {
                case "token" ->
                    Reply.json(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":3599}");
                case "managedZones" ->
                    Reply.json(200, "{\"managedZones\":[{\"name\":\"z1\",\"dnsName\":\"example.test.\"}]}");
                case "rrsets" ->
                    Reply.json(
                            200,
                            "{\"rrsets\":[{\"name\":\"_acme-challenge.example.test.\",\"type\":\"TXT\",\"ttl\":300,"
                                    + "\"rrdatas\":[" + FOREIGN + "]}]}");
                default -> reply;
            };
        });
    }

    @Test
    void theDataOfOthersIsSentBackLetterByLetter() {
        answerToChanges(Reply.json(200, "{\"id\":\"7\",\"status\":\"pending\"}"));
        google.append(ZONE, List.of(TXT));
        List<Call> calls = vendor.calls();
        assertThat(calls.get(calls.size() - 1).body())
                .contains("\"deletions\":[{", "\"ttl\":300,\"rrdatas\":[" + FOREIGN + "]}]")
                .contains("\"additions\":[{", "\"ttl\":300,\"rrdatas\":[" + FOREIGN + ",\"\\\"ours\\\"\"]}]");
    }

    @Test
    void aChangeThatStaysPendingIsNotWaitedForBeyondTheLimit() {
        answerToChanges(Reply.json(200, "{\"id\":\"7\",\"status\":\"pending\"}"));
        google.append(ZONE, List.of(TXT));
        google.awaitInSync(ZONE, Duration.ZERO);
        List<Call> calls = vendor.calls();
        assertThat(calls.get(calls.size() - 1).path()).endsWith("managedZones", "z1", "changes", "7");
    }

    @Test
    void aRateLimitIsToldFromARightThatIsMissing() {
        answerToChanges(refusal("rateLimitExceeded"));
        assertFailure(Kind.RATE_LIMITED);
        answerToChanges(refusal("forbidden"));
        assertFailure(Kind.REFUSED);
    }

    private static Reply refusal(String reason) {
        return Reply.json(
                403, "{\"error\":{\"code\":403,\"message\":\"no\",\"errors\":[{\"reason\":\"" + reason + "\"}]}}");
    }

    private void assertFailure(Kind kind) {
        assertThatThrownBy(() -> google.append(ZONE, List.of(TXT)))
                .isInstanceOfSatisfying(
                        DnsProviderException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
