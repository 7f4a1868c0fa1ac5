package io.gatehouse.provider.dns.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;

/** What the provider makes of answers that no honest server sends. */
class DishonestServerTest {

    @Test
    void aSuccessWithoutASignatureIsNotBelieved() throws Exception {
        assertFailure(query -> success(query).toWire(Message.MAXLENGTH), Kind.MALFORMED_ANSWER, "may be forged");
    }

    @Test
    void aSuccessSignedWithAnotherSecretIsNotBelieved() throws Exception {
        TSIG forger = new TSIG(TSIG.HMAC_SHA256, Name.fromConstantString("acme."), new byte[32]);
        assertFailure(
                query -> {
                    Message answer = success(query);
                    answer.setTSIG(forger, Rcode.NOERROR, parse(query).getTSIG());
                    return answer.toWire(Message.MAXLENGTH);
                },
                Kind.MALFORMED_ANSWER,
                "may be forged");
    }

    @Test
    void anAnswerThatIsNoDnsMessageIsTheServersFault() throws Exception {
        assertFailure(query -> new byte[] {query[0], query[1], 1}, Kind.MALFORMED_ANSWER, "no DNS message");
    }

    @Test
    void silenceIsUnreachable() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DnsProvider provider = provider(silent, "50ms")) {
            assertThatThrownBy(() -> append(provider))
                    .isInstanceOfSatisfying(
                            DnsProviderException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
        }
    }

    private static void assertFailure(UnaryOperator<byte[]> answer, Kind kind, String message) throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DnsProvider provider = provider(socket, "10s")) {
            Thread server = new Thread(() -> answerOnce(socket, answer));
            server.start();
            assertThatThrownBy(() -> append(provider))
                    .isInstanceOfSatisfying(
                            DnsProviderException.class,
                            e -> assertThat(e.kind()).isEqualTo(kind))
                    .hasMessageContaining(message);
            server.join();
        }
    }

    private static void answerOnce(DatagramSocket socket, UnaryOperator<byte[]> answer) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
            socket.receive(packet);
            byte[] wire = answer.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
            socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Message success(byte[] query) {
        Message answer = new Message(parse(query).getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(Opcode.UPDATE);
        return answer;
    }

    private static Message parse(byte[] wire) {
        try {
            return new Message(wire);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(DnsProvider provider) {
        TxtRecord entry = new TxtRecord(DomainName.of("www.example.test"), "value", Duration.ofMinutes(1));
        provider.append(DnsZone.of("example.test"), List.of(entry));
    }

    private static DnsProvider provider(DatagramSocket socket, String timeout) {
        return DnsProviders.named(
                "rfc2136",
                Map.of(
                        "server",
                        "127.0.0.1:" + socket.getLocalPort(),
                        "tsig-key",
                        "acme",
                        "tsig-secret",
                        "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAwMDA=",
                        "timeout",
                        timeout));
    }
}
