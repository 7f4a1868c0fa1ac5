package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** Secondaries that lag, and CAA records, asked over the wire. */
class DnsSecondaryTest {
    private static final Name ZONE = Name.fromConstantString("example.test.");

    private DnsServer dns;
    private DnsSecondary secondary;

    @BeforeEach
    void start() {
        dns = DnsServer.withZone("example.test")
                .zone("child.example.test")
                .txt("host.example.test", "old")
                .start();
        secondary = dns.secondary();
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    @Test
    void answersFromWhatItHasUntilItIsToldToFollow() throws IOException {
        assertThat(secondary.address()).isNotEqualTo(dns.address());
        update("new");
        assertThat(ask(dns.address())).containsExactly("\"old\"", "\"new\"");
        assertThat(ask(secondary.address())).containsExactly("\"old\"");
        assertThat(serial(secondary.address())).isLessThan(serial(dns.address()));

        secondary.follow();
        assertThat(ask(secondary.address())).containsExactly("\"old\"", "\"new\"");
        assertThat(serial(secondary.address())).isEqualTo(serial(dns.address()));
        assertThat(secondary.txt("host.example.test")).containsExactly("old", "new");

        update("newer");
        assertThat(ask(secondary.address())).as("it followed once").containsExactly("\"old\"", "\"new\"");
    }

    @Test
    void followsAfterSomeQueries() throws IOException {
        secondary.followAfter(2);
        update("new");
        assertThat(ask(secondary.address())).containsExactly("\"old\"");
        assertThat(ask(secondary.address())).containsExactly("\"old\"");
        assertThat(ask(secondary.address())).containsExactly("\"old\"", "\"new\"");
        update("newer");
        assertThat(ask(secondary.address())).as("it followed once").containsExactly("\"old\"", "\"new\"");
        assertThat(secondary.queries()).hasSize(4);
        assertThatThrownBy(() -> secondary.followAfter(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsUpWhenItMayNotLag() throws IOException {
        secondary.followAlways();
        update("new");
        assertThat(ask(secondary.address())).containsExactly("\"old\"", "\"new\"");
        update("newer");
        assertThat(ask(secondary.address())).containsExactly("\"old\"", "\"new\"", "\"newer\"");
    }

    @Test
    void refusesUpdatesAndGoesItsOwnWay() throws IOException {
        assertThat(update(secondary.address(), "new").getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(dns.updates()).isEmpty();
        assertThat(secondary.txt("host.example.test")).containsExactly("old");
        secondary.onQuery("host.example.test", "TXT").servfail();
        assertThat(ask(dns.address())).as("the primary is well").containsExactly("\"old\"");
        assertThat(ask(secondary.address())).isEmpty();
        secondary.liftFaults();
        secondary.onEveryQuery().times(1).refused();
        assertThat(ask(secondary.address())).isEmpty();
        assertThat(ask(secondary.address())).containsExactly("\"old\"");
    }

    @Test
    void runsAndStopsWithItsPrimary() throws IOException {
        InetSocketAddress before = secondary.address();
        dns.close();
        assertThatThrownBy(secondary::address).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Socket(before.getAddress(), before.getPort()).close())
                .isInstanceOf(IOException.class);
        dns.start();
        assertThat(ask(secondary.address())).containsExactly("\"old\"");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void sharesThePortAtAnotherAddress() throws IOException {
        DnsSecondary other = dns.secondaryAt("127.0.0.2");
        assertThat(other.address().getPort()).isEqualTo(dns.address().getPort());
        assertThat(other.address().getAddress().getHostAddress()).isEqualTo("127.0.0.2");
        assertThat(ask(other.address())).containsExactly("\"old\"");
        assertThatThrownBy(() -> dns.secondaryAt("192.0.2.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("127.0.0.2");
    }

    @Test
    void servesCaaAsACaLooksForIt() throws IOException {
        dns.set("example.test", "CAA", "0 issue \"ca.test; accounturi=https://ca.test/1\"", "0 issuewild \";\"");
        dns.set("tls.example.test", "CAA", "128 tbs \"unknown\"", "0 iodef \"mailto:pki@example.test\"");
        dns.set("alias.example.test", "CNAME", "tls.example.test.");
        dns.set("*.wild.example.test", "CAA", "0 issue \";\"");
        assertThat(caa("example.test"))
                .containsExactly("0 issue \"ca.test; accounturi=https://ca.test/1\"", "0 issuewild \";\"");
        assertThat(caa("alias.example.test"))
                .containsExactly("tls.example.test.", "128 tbs \"unknown\"", "0 iodef \"mailto:pki@example.test\"");
        assertThat(caa("x.wild.example.test")).containsExactly("0 issue \";\"");
        assertThat(caa("host.example.test"))
                .as("climbing is the asker's part (RFC 8659, section 3)")
                .isEmpty();
        assertThat(caa("child.example.test")).isEmpty();
        assertThat(dns.queries("example.test", "CAA")).hasSize(1);
    }

    private List<String> caa(String name) throws IOException {
        return data(query(dns.address(), Name.fromString(name, Name.root), Type.CAA));
    }

    private static List<String> ask(InetSocketAddress server) throws IOException {
        return data(query(server, Name.fromConstantString("host.example.test."), Type.TXT));
    }

    private static long serial(InetSocketAddress server) throws IOException {
        Record soa = query(server, ZONE, Type.SOA).getSection(Section.ANSWER).get(0);
        return ((SOARecord) soa).getSerial();
    }

    private static Message query(InetSocketAddress server, Name name, int type) throws IOException {
        return new SimpleResolver(server).send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
    }

    private static List<String> data(Message message) {
        return message.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    private void update(String value) throws IOException {
        assertThat(update(dns.address(), value).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    private Message update(InetSocketAddress server, String value) throws IOException {
        Update update = new Update(ZONE);
        update.add(Name.fromConstantString("host.example.test."), Type.TXT, 60, value);
        SimpleResolver client = new SimpleResolver(server);
        client.setTSIGKey(new TSIG(
                TSIG.HMAC_SHA256,
                Name.fromString(dns.tsigKeyName(), Name.root),
                Base64.getDecoder().decode(dns.tsigSecret().exposeText())));
        return client.send(update);
    }
}
