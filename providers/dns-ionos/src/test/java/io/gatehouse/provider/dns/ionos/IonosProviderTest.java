package io.gatehouse.provider.dns.ionos;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.ToldServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class IonosProviderTest {
    @AutoClose
    private final ToldServer ionos = new ToldServer();

    @AutoClose
    private final DnsProvider provider =
            DnsProviders.named("ionos", IonosAccount.ACCOUNT.settings().apply(ionos.url()));

    @Test
    void aZoneThatIsCopiedFromElsewhereIsNotListed() {
        ionos.tell(call -> Reply.json(
                200,
                "[{\"id\":\"a\",\"name\":\"copied.test\",\"type\":\"SLAVE\"},"
                        + "{\"id\":\"b\",\"name\":\"own.test\",\"type\":\"NATIVE\"}]"));
        assertThat(provider.zones()).containsExactly(DnsZone.of("own.test"));
    }
}
