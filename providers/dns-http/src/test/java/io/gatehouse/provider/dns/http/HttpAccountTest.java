package io.gatehouse.provider.dns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.fixture.dns.Call;
import io.gatehouse.fixture.dns.VendorAccountContract;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class HttpAccountTest extends VendorAccountContract {
    @AutoClose
    private final RecordingServer server = new RecordingServer();

    HttpAccountTest() {
        super(new RecordingServer(), HttpAccount.ACCOUNT);
    }

    /** The server lists none. */
    @Override
    protected int zonesAPage() {
        return 1;
    }

    private Map<String, String> settings() {
        return new HashMap<>(HttpAccount.ACCOUNT.settings().apply(server.url()));
    }

    private static void assertRefused(Map<String, String> settings, String... words) {
        assertThatThrownBy(() -> DnsProviders.named("http", settings))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll(words);
    }

    /** Read off lego 5.3.1, which puts a line feed after the object. */
    @Test
    void aRequestIsThatOfLego() throws Exception {
        TxtRecord txt = new TxtRecord(
                DomainName.of("_acme-challenge.example.test"),
                "LHDhK3oGRvkiefQnx7OOczTY5Tic_xZ6HcMOc_gmtoM",
                Duration.ofMinutes(1));
        try (DnsProvider provider = DnsProviders.named("http", settings())) {
            provider.append(DnsZone.of("example.test"), List.of(txt));
            provider.delete(DnsZone.of("example.test"), List.of(txt));
        }
        String body = """
                {"fqdn":"_acme-challenge.example.test.","value":"LHDhK3oGRvkiefQnx7OOczTY5Tic_xZ6HcMOc_gmtoM"}""";
        assertThat(server.calls()).extracting(call -> call.uri().getPath()).containsExactly("/present", "/cleanup");
        assertThat(server.calls())
                .extracting(
                        Call::method, call -> call.header("Accept"), call -> call.header("Content-Type"), Call::body)
                .containsOnly(tuple("POST", "application/json", "application/json", body));
    }

    @Test
    void aUserWithoutAPasswordIsHalfAUser() {
        Map<String, String> noPassword = settings();
        noPassword.remove("password");
        assertRefused(noPassword, "password: is missing", "both or none");
        Map<String, String> noUsername = settings();
        noUsername.remove("username");
        assertRefused(noUsername, "username: is missing", "both or none");
    }

    @Test
    void modeRawIsRefusedWithTheReason() {
        Map<String, String> raw = settings();
        raw.put("mode", "RAW");
        assertRefused(raw, "mode: is \"RAW\"", "needs what no DNS provider is told");
    }

    @Test
    void httpToAnotherMachineHasToBeAllowed() throws Exception {
        Map<String, String> elsewhere = settings();
        elsewhere.put("endpoint", "http://dns.example.test:8080");
        assertRefused(elsewhere, "endpoint: is one of http to another machine", "insecure-plain-http");
        elsewhere.put("insecure-plain-http", "true");
        DnsProviders.named("http", elsewhere).close();
    }

    @Test
    void aFileWithoutAuthoritiesIsNamed() {
        Map<String, String> without = settings();
        without.put("ca-file", "/there/is/none.pem");
        assertRefused(without, "ca-file: /there/is/none.pem cannot be read");
    }
}
