package io.gatehouse.provider.dns.linode;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
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

class LinodeProviderTest {
    @AutoClose
    private final ToldServer linode = new ToldServer();

    @AutoClose
    private final DnsProvider provider =
            DnsProviders.named("linode", LinodeAccount.ACCOUNT.settings().apply(linode.url()));

    private static Reply list(String items) {
        return Reply.json(200, "{\"data\":[" + items + "],\"page\":1,\"pages\":1,\"results\":1}");
    }

    @Test
    void aDomainThatIsCopiedFromElsewhereIsNotListed() {
        linode.tell(call -> list("{\"id\":1,\"type\":\"slave\",\"domain\":\"copied.test\"},"
                + "{\"id\":2,\"type\":\"master\",\"domain\":\"own.test\"}"));
        assertThat(provider.zones()).containsExactly(DnsZone.of("own.test"));
    }

    @Test
    void theApexHasAnEmptyName() {
        linode.tell(call -> {
            if (call.method().equals("POST")) {
                return Reply.json(200, "{\"id\":3}");
            }
            return call.path().contains("records")
                    ? list("")
                    : list("{\"id\":2,\"type\":\"master\",\"domain\":\"own.test\"}");
        });
        provider.append(
                DnsZone.of("own.test"),
                List.of(new TxtRecord(DomainName.of("own.test"), "value", Duration.ofMinutes(1))));
        Call added = linode.calls().get(linode.calls().size() - 1);
        assertThat(added.body()).isEqualTo("{\"type\":\"TXT\",\"name\":\"\",\"target\":\"value\",\"ttl_sec\":300}");
    }
}
