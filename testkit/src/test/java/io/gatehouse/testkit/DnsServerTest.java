package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** What the server answers to questions, asked by dnsjava's client over the wire. */
class DnsServerTest {

    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test")
            .zone("child.example.test")
            .zone("other.test")
            .record("www.example.test", "A", "192.0.2.1")
            .record("www.example.test", "AAAA", "2001:db8::1")
            .record("example.test", "CAA", "0 issue \"ca.test\"")
            .txt("example.test", "v=spf1 -all")
            .txt("long.example.test", "x".repeat(700))
            .record("*.wild.example.test", "A", "192.0.2.2")
            .txt("_acme-challenge.held.wild.example.test", "present")
            .record("alias.example.test", "CNAME", "target.other.test.")
            .record("away.example.test", "CNAME", "target.elsewhere.test.")
            .record("dangling.example.test", "CNAME", "missing.other.test.")
            .record("*.aliased.example.test", "CNAME", "www.example.test.")
            .record("loop-a.example.test", "CNAME", "loop-b.example.test.")
            .record("loop-b.example.test", "CNAME", "loop-a.example.test.")
            .txt("target.other.test", "reached")
            .record("cut.example.test", "NS", "ns.cut.example.test.")
            .record("ns.cut.example.test", "A", "192.0.2.3")
            .txt("deep.child.example.test", "of the child")
            .build();

    @Test
    void answersWithAuthorityAndOnlyTheTypeAsked() throws IOException {
        Message answer = ask("www.example.test", "A");
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.RA)).isFalse();
        assertThat(data(answer, Section.ANSWER)).containsExactly("192.0.2.1");
        assertThat(data(ask("www.example.test", "AAAA"), Section.ANSWER)).containsExactly("2001:db8:0:0:0:0:0:1");
        assertThat(data(ask("example.test", "CAA"), Section.ANSWER)).containsExactly("0 issue \"ca.test\"");
    }

    @Test
    void findsANameInAnyCaseAndRepeatsItAsItWasAsked() throws IOException {
        Message answer = ask("wWw.eXample.Test", "A");
        assertThat(answer.getQuestion().getName()).hasToString("wWw.eXample.Test.");
        assertThat(data(answer, Section.ANSWER)).containsExactly("192.0.2.1");
    }

    @Test
    void beginsEachZoneWithItsSoaAndNameServer() throws IOException {
        assertThat(data(ask("other.test", "NS"), Section.ANSWER)).containsExactly("ns1.other.test.");
        assertThat(data(ask("ns1.other.test", "A"), Section.ANSWER)).containsExactly("127.0.0.1");
        assertThat(data(ask("other.test", "SOA"), Section.ANSWER))
                .singleElement()
                .asString()
                .startsWith("ns1.other.test. hostmaster.other.test. 1 ");
    }

    @Test
    void tellsAMissingNameFromAMissingType() throws IOException {
        Message missingName = ask("nothing.example.test", "A");
        assertThat(missingName.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(owners(missingName, Section.AUTHORITY)).containsExactly("example.test. SOA");
        Message missingType = ask("www.example.test", "TXT");
        assertThat(missingType.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(data(missingType, Section.ANSWER)).isEmpty();
        assertThat(owners(missingType, Section.AUTHORITY)).containsExactly("example.test. SOA");
    }

    @Test
    void refusesNamesOutsideItsZones() throws IOException {
        assertThat(ask("elsewhere.test", "A").getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask("badexample.test", "A").getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void aWildcardStandsInForWhatDoesNotExist() throws IOException {
        Message answer = ask("any.thing.wild.example.test", "A");
        assertThat(owners(answer, Section.ANSWER)).containsExactly("any.thing.wild.example.test. A");
        assertThat(ask("any.wild.example.test", "TXT").getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void anEmptyNonTerminalExistsAndHidesTheWildcard() throws IOException {
        Message answer = ask("held.wild.example.test", "A");
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(data(answer, Section.ANSWER)).isEmpty();
        Message below = ask("other.held.wild.example.test", "A");
        assertThat(below.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void followsAnAliasIntoAnotherZone() throws IOException {
        Message answer = ask("alias.example.test", "TXT");
        assertThat(owners(answer, Section.ANSWER))
                .containsExactly("alias.example.test. CNAME", "target.other.test. TXT");
        assertThat(owners(ask("alias.example.test", "CNAME"), Section.ANSWER))
                .containsExactly("alias.example.test. CNAME");
        assertThat(owners(ask("x.aliased.example.test", "A"), Section.ANSWER))
                .containsExactly("x.aliased.example.test. CNAME", "www.example.test. A");
    }

    @Test
    void saysWhereAnAliasEnds() throws IOException {
        Message away = ask("away.example.test", "TXT");
        assertThat(away.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(owners(away, Section.ANSWER)).containsExactly("away.example.test. CNAME");
        Message dangling = ask("dangling.example.test", "TXT");
        assertThat(dangling.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(owners(dangling, Section.AUTHORITY)).containsExactly("other.test. SOA");
        assertThat(ask("loop-a.example.test", "TXT").getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void refersToTheServersOfADelegatedZone() throws IOException {
        Message answer = ask("www.cut.example.test", "A");
        assertThat(answer.getHeader().getFlag(Flags.AA)).isFalse();
        assertThat(data(answer, Section.ANSWER)).isEmpty();
        assertThat(owners(answer, Section.AUTHORITY)).containsExactly("cut.example.test. NS");
        assertThat(owners(answer, Section.ADDITIONAL)).contains("ns.cut.example.test. A");
    }

    @Test
    void aChildZoneAnswersForWhatLiesInIt() throws IOException {
        assertThat(data(ask("deep.child.example.test", "TXT"), Section.ANSWER)).containsExactly("\"of the child\"");
        assertThat(owners(ask("none.child.example.test", "TXT"), Section.AUTHORITY))
                .containsExactly("child.example.test. SOA");
    }

    @Test
    void cutsWhatDoesNotFitADatagramAndSendsItWholeOverTcp() throws IOException {
        SimpleResolver client = client();
        client.setEDNS(-1);
        client.setIgnoreTruncation(true);
        Message cut = client.send(question("long.example.test", "TXT"));
        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(data(cut, Section.ANSWER)).isEmpty();
        client.setIgnoreTruncation(false);
        assertThat(data(client.send(question("long.example.test", "TXT")), Section.ANSWER))
                .hasSize(1);
    }

    @Test
    void answersSeveralQuestionsOnOneConnection() throws IOException {
        try (Socket socket =
                        new Socket(DNS.address().getAddress(), DNS.address().getPort());
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            for (String name : List.of("www.example.test", "nothing.example.test")) {
                byte[] wire = question(name, "A").toWire();
                socket.getOutputStream().write(new byte[] {0, (byte) wire.length});
                socket.getOutputStream().write(wire);
                Message answer = new Message(in.readNBytes(in.readUnsignedShort()));
                assertThat(answer.getQuestion().getName().toString(true)).isEqualTo(name);
            }
        }
    }

    @Test
    void refusesZoneTransfersAndAnswersNonsenseWithFormerr() throws IOException {
        try (Socket socket =
                        new Socket(DNS.address().getAddress(), DNS.address().getPort());
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            byte[] transfer = question("example.test", "AXFR").toWire();
            socket.getOutputStream().write(new byte[] {0, (byte) transfer.length});
            socket.getOutputStream().write(transfer);
            assertThat(new Message(in.readNBytes(in.readUnsignedShort())).getRcode())
                    .isEqualTo(Rcode.REFUSED);
            byte[] broken = question("www.example.test", "A").toWire();
            broken[12] = 63; // The first label now ends past the message.
            socket.getOutputStream().write(new byte[] {0, (byte) broken.length});
            socket.getOutputStream().write(broken);
            assertThat(new Message(in.readNBytes(in.readUnsignedShort())).getRcode())
                    .isEqualTo(Rcode.FORMERR);
        }
    }

    @Test
    void recordsCanBeSetWhileItRuns() throws IOException {
        DNS.set("changed.example.test", "A", "192.0.2.7", "192.0.2.8");
        assertThat(data(ask("changed.example.test", "A"), Section.ANSWER)).containsExactly("192.0.2.7", "192.0.2.8");
        DNS.set("changed.example.test", "A");
        assertThat(ask("changed.example.test", "A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThatThrownBy(() -> DNS.set("example.test", "A", "not an address"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesAreTextWithoutQuotes() {
        assertThat(DNS.txt("example.test.")).containsExactly("v=spf1 -all");
        assertThat(DNS.txt("long.example.test")).containsExactly("x".repeat(700));
        assertThat(DNS.txt("nothing.example.test")).isEmpty();
    }

    @Test
    void startsAndStopsByHandAndKeepsItsZones() throws IOException {
        DnsServer byHand = DnsServer.withZone("hand.test").txt("hand.test", "x").build();
        assertThatThrownBy(byHand::address)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start()");
        InetSocketAddress address;
        try (DnsServer running = byHand.start()) {
            address = running.address();
            assertThat(running.start().address()).isEqualTo(address);
        }
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                .isInstanceOf(IOException.class);
        try (DnsServer again = byHand.start()) {
            SimpleResolver client = new SimpleResolver(again.address());
            assertThat(data(client.send(question("hand.test", "TXT")), Section.ANSWER))
                    .containsExactly("\"x\"");
        }
    }

    @Test
    void everyProblemOfABuilderIsReportedAtOnce() {
        DnsServer.Builder builder = DnsServer.withZone("example.test")
                .record("www.example.test", "A", "nowhere")
                .record("www.example.test", "B", "192.0.2.1")
                .txt("www.other.test", "x");
        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems()).hasSize(3));
        assertThatThrownBy(() -> DnsServer.builder().build()).isInstanceOf(InvalidModelException.class);
    }

    private static Message ask(String name, String type) throws IOException {
        return client().send(question(name, type));
    }

    private static SimpleResolver client() {
        return new SimpleResolver(DNS.address());
    }

    private static Message question(String name, String type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), Type.value(type), DClass.IN));
    }

    private static List<String> data(Message message, int section) {
        return message.getSection(section).stream().map(Record::rdataToString).toList();
    }

    private static List<String> owners(Message message, int section) {
        return message.getSection(section).stream()
                .filter(entry -> entry.getType() != Type.OPT)
                .map(entry -> entry.getName() + " " + Type.string(entry.getType()))
                .toList();
    }
}
