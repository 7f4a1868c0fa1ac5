package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import org.assertj.core.util.Throwables;

/**
 * Whatever bytes a server sends, and then hangs up: no connection, a failure in our words, and no password for whoever sent
 * them. Servers that send no more and do not hang up are in {@link ServerFaultsTest}.
 */
class ServerBytesTest {
    private static final TestCertificates CERTIFICATES = TestCertificates.create();
    private static final CertificateBundle CERTIFICATE = CERTIFICATES.valid();
    private static final String PASSWORD = "correct horse";
    private static final byte[] SASL = ascii("\0\0\0\nSCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0");

    private final ScriptedServer server = new ScriptedServer();

    @AfterProperty
    void stop() throws IOException {
        server.close();
    }

    /** In answer to the request for TLS. */
    @Property(tries = 25)
    void inTheClear(@ForAll("answers") byte[] answer) throws Exception {
        String sent = whatIsSentTo(socket -> {
            ScriptedServer.answer(socket, new String(answer, StandardCharsets.ISO_8859_1));
            return socket;
        });

        // Nothing, or the first message of a handshake and an alert.
        assertThat(sent).matches(answer.length == 1 && answer[0] == 'S' ? "(?s)\\x16.*" : "(?s)");
    }

    /** In place of the server's part of the handshake. */
    @Property(tries = 25)
    void inTheHandshake(@ForAll("records") byte[] records) throws Exception {
        String sent = whatIsSentTo(socket -> {
            ScriptedServer.answer(socket, "S");
            socket.getInputStream().read();
            socket.getOutputStream().write(records);
            return socket;
        });

        assertThat(sent).doesNotContain("agent");
    }

    /** Through TLS, in answer to the start-up packet. */
    @Property(tries = 25)
    void inTheLogin(@ForAll("messages") byte[] messages) throws Exception {
        whatIsSentTo(socket -> {
            SSLSocket tls = ScriptedServer.tls(socket, CERTIFICATE);
            ScriptedServer.readStartup(tls);
            tls.getOutputStream().write(messages);
            return tls;
        });
    }

    /** Through TLS, in answer to the first message of a SCRAM log-in. */
    @Property(tries = 25)
    void inScram(@ForAll("messages") byte[] messages) throws Exception {
        whatIsSentTo(socket -> {
            SSLSocket tls = ScriptedServer.tls(socket, CERTIFICATE);
            ScriptedServer.readStartup(tls);
            ScriptedServer.message(tls, 'R', SASL);
            tls.getInputStream().read();
            tls.getOutputStream().write(messages);
            return tls;
        });
    }

    /** Has the client meet this server, which then hears it out; the failure and all that was sent are looked at. */
    private String whatIsSentTo(ScriptedServer.Script<Socket> script) throws Exception {
        CompletableFuture<String> sent = server.next(socket -> hear(script, socket));
        Dsn dsn = Dsn.host("localhost", server.port())
                .user("agent")
                .password(Secret.ofText(PASSWORD))
                .verifyFull(CERTIFICATES.root())
                .parameter(ConnectionParameter.REQUIRE_AUTH, "scram-sha-256")
                .build();
        Throwable failure = catchThrowable(() -> PostgresTls.pool(dsn).close());

        assertThat(failure).isInstanceOf(PostgresConnectionException.class);
        assertThat(Throwables.getStackTrace(failure)).contains("agent").doesNotContain(PASSWORD);
        String seen = ScriptedServer.await(sent);
        assertThat(seen).doesNotContain(PASSWORD);
        return seen;
    }

    private static String hear(ScriptedServer.Script<Socket> script, Socket socket)
            throws IOException, GeneralSecurityException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Socket peer = script.run(socket);
        try {
            peer.getOutputStream().flush();
            peer.shutdownOutput();
            peer.getInputStream().transferTo(sent);
        } catch (IOException e) {
            // The client has hung up, politely or not; what it had sent is there.
        }
        return sent.toString(StandardCharsets.ISO_8859_1);
    }

    @Provide
    Arbitrary<byte[]> answers() {
        Arbitrary<Character> first = Arbitraries.of('S', 'N', 'E', 'G', 'R', '\u0016', '\u0015');
        return Arbitraries.oneOf(
                bytes(40),
                Combinators.combine(first, bytes(40)).as((c, rest) -> concat(new byte[] {(byte) (char) c}, rest)));
    }

    /** Records of TLS with a length that fits, of a handshake or not. */
    @Provide
    Arbitrary<byte[]> records() {
        Arbitrary<Character> kind = Arbitraries.of('\u0014', '\u0015', '\u0016', '\u0017', '\u0018', 'R');
        Arbitrary<byte[]> record = Combinators.combine(
                        kind, Arbitraries.integers().between(0, 4), bytes(60))
                .as((type, minor, body) ->
                        concat(new byte[] {(byte) (char) type, 3, (byte) (int) minor, 0, (byte) body.length}, body));
        return Arbitraries.oneOf(
                bytes(60), record, Combinators.combine(record, record).as(ServerBytesTest::concat));
    }

    /** Messages of PostgreSQL's, with a length that fits or does not; most ask for a log-in of some kind, or grant it. */
    @Provide
    Arbitrary<byte[]> messages() {
        Arbitrary<byte[]> message = Combinators.combine(
                        Arbitraries.of('R', 'R', 'E', 'N', 'S', 'K', 'Z', 'v', 'A', 'x', '\0'),
                        Arbitraries.oneOf(bytes(30), requests()),
                        Arbitraries.of(0, 0, 0, 0, 0, 1, 4, -1, -9, 1 << 20))
                .as((kind, body, off) -> concat(header(kind, body.length + 4 + off), body));
        return Combinators.combine(message, message).as(ServerBytesTest::concat);
    }

    /** The requests of {@code AuthenticationRequest}, 0 for none, with what may follow. */
    private static Arbitrary<byte[]> requests() {
        Arbitrary<byte[]> rest = Arbitraries.oneOf(
                bytes(20),
                Arbitraries.of("SCRAM-SHA-256\0\0", "PLAIN\0\0", "r=,s=,i=1", "v=", "e=x")
                        .map(ServerBytesTest::ascii));
        return Combinators.combine(Arbitraries.integers().between(0, 13), rest)
                .as((request, more) -> concat(new byte[] {0, 0, 0, (byte) (int) request}, more));
    }

    private static Arbitrary<byte[]> bytes(int most) {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(most);
    }

    private static byte[] header(char kind, int length) {
        return new byte[] {
            (byte) kind, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        };
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
