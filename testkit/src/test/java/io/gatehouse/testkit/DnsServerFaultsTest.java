package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.testkit.DnsQuery.Transport;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** What the server does wrong on request, and its record of questions. */
class DnsServerFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String WWW = "www.example.test";

    private DnsServer dns;

    @BeforeEach
    void start() {
        dns = DnsServer.withZone("example.test")
                .record(WWW, "A", "192.0.2.1")
                .txt(WWW, "true")
                .start();
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    @Test
    void failsAsManyTimesAsAsked() throws IOException {
        DnsFault fault = dns.onQuery("WWW.example.test", "A").times(2).servfail();
        Message failed = ask(WWW, "A");
        assertThat(failed.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(failed.getHeader().getFlag(Flags.AA)).isFalse();
        assertThat(data(failed)).isEmpty();
        assertThat(data(ask(WWW, "TXT"))).as("another type").containsExactly("\"true\"");
        assertThat(ask(WWW, "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(data(ask(WWW, "A"))).containsExactly("192.0.2.1");
        assertThat(fault.hits()).isEqualTo(2);
    }

    @Test
    void refusesUntilItIsLifted() throws IOException {
        DnsFault fault = dns.onEveryQuery().refused();
        assertThat(ask(WWW, "A").getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask("example.test", "SOA").getRcode()).isEqualTo(Rcode.REFUSED);
        fault.lift();
        fault.lift();
        assertThat(data(ask(WWW, "A"))).containsExactly("192.0.2.1");
        assertThat(fault.hits()).isEqualTo(2);
    }

    @Test
    void liesWithAuthority() throws IOException {
        try (DnsFault lie = dns.onQuery(WWW, "A").answer("192.0.2.66", "192.0.2.67")) {
            Message answer = ask("WWW.example.test", "A");
            assertThat(data(answer)).containsExactly("192.0.2.66", "192.0.2.67");
            assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
            assertThat(answer.getSection(Section.ANSWER).get(0).getName()).hasToString("WWW.example.test.");
            assertThat(lie.hits()).isEqualTo(1);
        }
        assertThat(data(ask(WWW, "A"))).containsExactly("192.0.2.1");
        dns.onQuery("nowhere.elsewhere.test", "TXT").answer("\"made up\"");
        assertThat(data(ask("nowhere.elsewhere.test", "TXT"))).containsExactly("\"made up\"");
    }

    @Test
    void deniesWhatIsThere() throws IOException {
        dns.onQuery(WWW, "A").times(1).nxdomain();
        assertThat(ask(WWW, "A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
        dns.onQuery(WWW, "A").times(1).noData();
        Message empty = ask(WWW, "A");
        assertThat(empty.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(data(empty)).isEmpty();
    }

    @Test
    void truncatesDatagramsOnRequest() throws IOException {
        DnsFault fault = dns.onQuery(WWW, "TXT").truncate();
        SimpleResolver client = new SimpleResolver(dns.address());
        client.setIgnoreTruncation(true);
        Message cut = client.send(question(WWW, "TXT"));
        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(data(cut)).isEmpty();
        client.setIgnoreTruncation(false);
        assertThat(data(client.send(question(WWW, "TXT")))).containsExactly("\"true\"");
        assertThat(dns.queries(WWW, "TXT"))
                .extracting(DnsQuery::transport)
                .containsExactly(Transport.UDP, Transport.UDP, Transport.TCP);
        assertThat(fault.hits()).as("TCP is not truncated").isEqualTo(2);
    }

    @Test
    void keepsSilentOverUdpAndTcp() throws IOException {
        DnsFault fault = dns.onQuery(WWW, "A").silence();
        SimpleResolver impatient = new SimpleResolver(dns.address());
        impatient.setTimeout(Duration.ofMillis(50));
        assertThatThrownBy(() -> impatient.send(question(WWW, "A")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Timed out");
        try (Socket socket =
                        new Socket(dns.address().getAddress(), dns.address().getPort());
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            sendOver(socket, question(WWW, "A"));
            fault.awaitHits(2, LIMIT);
            sendOver(socket, question(WWW, "TXT"));
            assertThat(data(receive(in))).as("the connection goes on").containsExactly("\"true\"");
        }
        assertThat(dns.queries(WWW, "A"))
                .hasSize(2)
                .allSatisfy(query -> assertThat(query.rcode()).isEmpty());
    }

    @Test
    void oneTransportFailsAndTheOtherDoesNot() throws IOException {
        DnsFault closed = dns.onQuery(WWW, "A").over(Transport.TCP).hangUp();
        DnsFault lost = dns.onQuery(WWW, "TXT").over(Transport.UDP).hangUp();
        SimpleResolver overTcp = new SimpleResolver(dns.address());
        overTcp.setTCP(true);
        SimpleResolver impatient = new SimpleResolver(dns.address());
        impatient.setTimeout(Duration.ofMillis(50));

        assertThat(data(ask(WWW, "A"))).containsExactly("192.0.2.1");
        assertThat(data(overTcp.send(question(WWW, "TXT")))).containsExactly("\"true\"");
        assertThatThrownBy(() -> overTcp.send(question(WWW, "A"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> impatient.send(question(WWW, "TXT"))).hasMessageContaining("Timed out");
        assertThat(closed.hits()).isEqualTo(1);
        lost.awaitHits(1, LIMIT);
        assertThat(lost.hits()).isEqualTo(1);
        assertThat(closed).hasToString("the fault \"a closed connection\" for www.example.test A over TCP");
    }

    @Test
    void holdsAnAnswerBackUntilItIsTold() throws Exception {
        DnsFault fault = dns.onQuery(WWW, "A").hold();
        CompletableFuture<Message> asked = CompletableFuture.supplyAsync(() -> patientlyAsk(WWW, "A"));
        fault.awaitHits(1, LIMIT);
        assertThat(data(ask(WWW, "TXT"))).as("others are answered meanwhile").containsExactly("\"true\"");
        assertThat(asked).isNotDone();
        assertThat(dns.queries(WWW, "A"))
                .singleElement()
                .extracting(DnsQuery::rcode)
                .isEqualTo(Optional.empty());

        dns.set(WWW, "A", "192.0.2.2");
        fault.lift();
        assertThat(data(asked.get(LIMIT.toSeconds(), TimeUnit.SECONDS))).containsExactly("192.0.2.2");
        assertThat(dns.queries(WWW, "A")).extracting(DnsQuery::rcode).containsExactly(Optional.of("NOERROR"));
    }

    @Test
    void aHeldAnswerDoesNotHoldUpItsConnection() throws IOException {
        DnsFault fault = dns.onQuery(WWW, "A").hold();
        try (Socket socket =
                        new Socket(dns.address().getAddress(), dns.address().getPort());
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            sendOver(socket, question(WWW, "A"));
            sendOver(socket, question(WWW, "TXT"));
            assertThat(data(receive(in))).containsExactly("\"true\"");
            fault.lift();
            assertThat(data(receive(in))).containsExactly("192.0.2.1");
        }
    }

    @Test
    void theLaterOfTwoFaultsCounts() throws IOException {
        dns.onQuery(WWW, "A").servfail();
        DnsFault later = dns.onQuery(WWW, "A").refused();
        assertThat(ask(WWW, "A").getRcode()).isEqualTo(Rcode.REFUSED);
        later.lift();
        assertThat(ask(WWW, "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
        dns.liftFaults();
        assertThat(ask(WWW, "A").getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void keepsARecordOfEveryQuestion() throws IOException {
        ask("Www.example.test", "A");
        ask("missing.example.test", "CAA");
        ask("elsewhere.test", "TXT");
        assertThat(dns.queries())
                .containsExactly(
                        new DnsQuery("Www.example.test", "A", Transport.UDP, Optional.of("NOERROR")),
                        new DnsQuery("missing.example.test", "CAA", Transport.UDP, Optional.of("NXDOMAIN")),
                        new DnsQuery("elsewhere.test", "TXT", Transport.UDP, Optional.of("REFUSED")));
        assertThat(dns.queries(WWW, "A")).hasSize(1);
        assertThat(dns.updates()).isEmpty();
    }

    @Test
    void whatIsNoFaultIsRefused() {
        assertThatThrownBy(() -> dns.onQuery(WWW, "A").times(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dns.onQuery(WWW, "B")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dns.onQuery(WWW, "A").answer("nowhere")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dns.onQuery(WWW, "A").answer()).hasMessageContaining("noData()");
        assertThatThrownBy(() -> dns.onEveryQuery().answer("192.0.2.1")).isInstanceOf(IllegalStateException.class);
        DnsFault unmet = dns.onQuery(WWW, "A").silence();
        assertThatThrownBy(() -> unmet.awaitHits(1, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("silence")
                .hasMessageContaining("www.example.test A");
    }

    private Message patientlyAsk(String name, String type) {
        try {
            SimpleResolver client = new SimpleResolver(dns.address());
            client.setTimeout(LIMIT);
            return client.send(question(name, type));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Message ask(String name, String type) throws IOException {
        return new SimpleResolver(dns.address()).send(question(name, type));
    }

    private static void sendOver(Socket socket, Message question) throws IOException {
        byte[] wire = question.toWire();
        socket.getOutputStream().write(new byte[] {0, (byte) wire.length});
        socket.getOutputStream().write(wire);
    }

    private static Message receive(DataInputStream in) throws IOException {
        return new Message(in.readNBytes(in.readUnsignedShort()));
    }

    private static Message question(String name, String type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), Type.value(type), DClass.IN));
    }

    private static List<String> data(Message message) {
        return message.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }
}
