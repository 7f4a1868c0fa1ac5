package io.gatehouse.provider.dns.namecheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RequestRate;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.fixture.dns.Call;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.VendorServer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the other records of a domain, of which the vendor for tests cannot have every kind. */
class NamecheapZoneTest {
    private static final String KEY = "the-key-of-no-account";
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final List<TxtRecord> OURS = List.of(
            new TxtRecord(DomainName.of("_acme-challenge.www.example.test"), "a \"value\"", Duration.ofMinutes(2)));

    /** Has one domain, whose records are as they are told. */
    private static final class Answering extends VendorServer {
        volatile String before = "";
        volatile String attributes = "EmailType=\"MX\" IsUsingOurDNS=\"true\"";
        volatile String hosts = "";

        @Override
        protected Reply answer(Call call) {
            String result = String.valueOf(call.form().get("Command")).endsWith("getHosts")
                    ? "<DomainDNSGetHostsResult Domain=\"example.test\" " + attributes + ">" + hosts
                            + "</DomainDNSGetHostsResult>"
                    : "<DomainDNSSetHostsResult Domain=\"example.test\" IsSuccess=\"true\" />";
            return Reply.xml(
                    200,
                    "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + before
                            + "<ApiResponse Status=\"OK\" xmlns=\"http://api.namecheap.com/xml.response\"><Errors />"
                            + "<CommandResponse>" + result + "</CommandResponse></ApiResponse>");
        }

        @Override
        public Collection<String> secrets() {
            return List.of(KEY);
        }
    }

    @AutoClose
    private final Answering server = new Answering();

    @AutoClose
    private final DnsProvider provider = DnsProviders.named("namecheap", NamecheapAccount.settings(server.url(), KEY));

    @Test
    void itsLimitsOfTheMinuteTheHourAndTheDayAreDeclared() {
        assertThat(ratesWith(Map.of())).hasToString("[20 a minute, 700 an hour, 8000 a day]");
        assertThat(ratesWith(Map.of("requests-per-minute", "5"))).hasToString("[5 a minute, 175 an hour, 2000 a day]");
    }

    private List<RequestRate> ratesWith(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(NamecheapAccount.settings(server.url(), KEY));
        settings.remove("requests-per-minute");
        settings.putAll(more);
        try (DnsProvider other = DnsProviders.named("namecheap", settings)) {
            return other.capabilities().rates();
        }
    }

    private Map<String, String> lastForm() {
        return server.calls().get(server.calls().size() - 1).form();
    }

    @Test
    void everyOtherRecordIsWrittenBackAsItWasRead() {
        server.hosts = """
                <host HostId="1" Name="@" Type="A" Address="192.0.2.1" MXPref="10" TTL="1799" AssociatedAppTitle=""
                  FriendlyName="" IsActive="true" IsDDNSEnabled="false" />
                <host HostId="2" Name="@" Type="MX" Address="mail.example.test." MXPref="5" TTL="60" />
                <host HostId="3" Name="WWW" Type="TXT" Address=" k=&quot;&#252;&quot;;  &amp;amp; \\ " MXPref="10" TTL="1800" />
                <host HostId="4" Name="@" Type="CAA" Address="0 issue &quot;ca.example&quot;" MXPref="10" TTL="1800" />
                <host HostId="5" Name="old" Type="URL301" Address="https://example.test/?a=1&amp;b=%20" MXPref="10" TTL="1800" />
                """;
        provider.append(ZONE, OURS);

        Map<String, String> expected = new HashMap<>(Map.of(
                "ApiUser", "fixture-user-of-no-account",
                "UserName", "fixture-user-of-no-account",
                "ApiKey", KEY,
                "ClientIp", "192.0.2.7",
                "Command", "namecheap.domains.dns.setHosts",
                "SLD", "example",
                "TLD", "test",
                "EmailType", "MX"));
        expect(expected, 1, "@", "A", "192.0.2.1", "10", "1799");
        expect(expected, 2, "@", "MX", "mail.example.test.", "5", "60");
        expect(expected, 3, "WWW", "TXT", " k=\"ü\";  &amp; \\ ", "10", "1800");
        expect(expected, 4, "@", "CAA", "0 issue \"ca.example\"", "10", "1800");
        expect(expected, 5, "old", "URL301", "https://example.test/?a=1&b=%20", "10", "1800");
        expect(expected, 6, "_acme-challenge.www", "TXT", "a \"value\"", "10", "120");
        assertThat(lastForm()).isEqualTo(expected);
    }

    private static void expect(
            Map<String, String> fields, int number, String name, String type, String address, String mx, String ttl) {
        fields.put("HostName" + number, name);
        fields.put("RecordType" + number, type);
        fields.put("Address" + number, address);
        fields.put("MXPref" + number, mx);
        fields.put("TTL" + number, ttl);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<host Name=\"@\" Type=\"A\" Address=\"192.0.2.1\" MXPref=\"10\" TTL=\"60\" IsActive=\"false\" />",
                "<host Name=\"@\" Type=\"A\" Address=\"192.0.2.1\" MXPref=\"10\" TTL=\"60\" IsDDNSEnabled=\"true\" />",
                "<host Name=\"@\" Type=\"A\" Address=\"192.0.2.1\" MXPref=\"10\" TTL=\"60\" AssociatedAppTitle=\"Shop\" />",
                "<host Name=\"@\" Type=\"A\" Address=\"192.0.2.1\" MXPref=\"10\" TTL=\"60\" Weight=\"3\" />",
                "<host Name=\"@\" Type=\"A\" Address=\"192.0.2.1\" MXPref=\"10\" TTL=\"60\"><Geo /></host>",
                "<host Name=\"_sip._tcp\" Type=\"SRV\" Address=\"0 5060 sip.example.test.\" MXPref=\"10\" TTL=\"60\" />",
                "<forward Name=\"@\" />",
            })
    void aZoneWithWhatCannotBeWrittenBackIsNotWritten(String host) {
        server.hosts = host;
        assertNothingWritten(Kind.REFUSED, "would lose it");
    }

    @Test
    void mailWithoutItsKindIsNotWritten() {
        server.attributes = "IsUsingOurDNS=\"true\"";
        server.hosts = "<host Name=\"@\" Type=\"MX\" Address=\"mail.example.test.\" MXPref=\"5\" TTL=\"60\" />";
        assertNothingWritten(Kind.REFUSED, "EmailType");
    }

    @Test
    void aDomainOfOtherNameServersIsNotOurs() {
        server.attributes = "IsUsingOurDNS=\"false\"";
        assertNothingWritten(Kind.NO_SUCH_ZONE, "example.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE ApiResponse [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>",
                "<!DOCTYPE ApiResponse [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
                "<!DOCTYPE ApiResponse SYSTEM \"http://127.0.0.1:1/x.dtd\">",
            })
    void aDocumentTypeIsRefused(String before) {
        server.before = before;
        assertNothingWritten(Kind.MALFORMED_ANSWER, "no XML without a document type");
    }

    private void assertNothingWritten(Kind kind, String words) {
        assertThatThrownBy(() -> provider.append(ZONE, OURS))
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
        assertThat(server.calls())
                .extracting(call -> call.form().get("Command"))
                .containsExactly("namecheap.domains.dns.getHosts");
    }

    /** The key stands in the body, where no log of a proxy has it. */
    @Test
    void noSecretStandsInAUrl() {
        provider.append(ZONE, OURS);
        assertThat(server.calls()).allSatisfy(call -> assertThat(call.uri()).hasNoQuery());
    }
}
