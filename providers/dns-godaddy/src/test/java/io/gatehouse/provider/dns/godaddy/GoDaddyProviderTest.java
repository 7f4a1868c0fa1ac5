package io.gatehouse.provider.dns.godaddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What GoDaddy may answer and its server for tests does not. */
class GoDaddyProviderTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final TxtRecord TXT =
            new TxtRecord(DomainName.of("_acme-challenge.example.test"), "value", Duration.ofMinutes(1));

    @AutoClose
    private final ToldServer vendor = new ToldServer();

    @AutoClose
    private final DnsProvider godaddy =
            DnsProviders.named("godaddy", GoDaddyAccount.ACCOUNT.settings().apply(vendor.url()));

    private DnsProviderException assertFailure(Kind kind) {
        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> godaddy.append(ZONE, List.of(TXT)));
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        return failure;
    }

    @Test
    void theTimeToWaitIsReadFromTheBody() {
        vendor.tell(call -> Reply.json(429, "{\"code\":\"TOO_MANY_REQUESTS\",\"retryAfterSec\":30}"));
        assertThat(assertFailure(Kind.RATE_LIMITED).retryAfter()).contains(Duration.ofSeconds(30));
    }

    @Test
    void aPageForPeopleIsNoProofThatValuesWereWritten() {
        vendor.tell(
                call -> call.method().equals("GET") ? Reply.json(200, "[]") : Reply.html(200, "<html>Sign in</html>"));
        assertFailure(Kind.MALFORMED_ANSWER);
    }

    @Test
    void whatWasNotReadIsNotOverwritten() {
        String txt = "{\"type\":\"TXT\",\"name\":\"_acme-challenge\",\"data\":\"x\",\"ttl\":600}";
        vendor.tell(call -> Reply.json(200, Collections.nCopies(500, txt).toString()));
        assertFailure(Kind.REFUSED);
        assertThat(vendor.calls()).extracting(Call::method).containsExactly("GET");
    }
}
