package io.gatehouse.postgres;

import static io.gatehouse.postgres.ScriptedServer.answer;
import static io.gatehouse.postgres.ScriptedServer.await;
import static io.gatehouse.postgres.ScriptedServer.message;
import static io.gatehouse.postgres.ScriptedServer.over;
import static io.gatehouse.postgres.ScriptedServer.readOrEnd;
import static io.gatehouse.postgres.ScriptedServer.readStartup;
import static io.gatehouse.postgres.ScriptedServer.refuseLogin;
import static io.gatehouse.postgres.ScriptedServer.tls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.postgres.PostgresConnectionException.Reason;
import io.gatehouse.testkit.TestCertificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that no PostgreSQL is: each is refused, for the right reason, and gets nothing that it could use. */
class ServerFaultsTest {
    private static final TestCertificates CERTIFICATES = TestCertificates.create();
    private static final CertificateBundle VALID = CERTIFICATES.valid();

    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"N,NO_TLS", "E,NO_TLS", "H,NOT_POSTGRESQL"})
    void refusesAServerThatDoesNotAgreeToTls(String answer, Reason reason) throws Exception {
        CompletableFuture<Integer> next = server.next(socket -> {
            answer(socket, answer);
            return readOrEnd(socket);
        });

        assertThat(failure(dsn().build()).reason()).isEqualTo(reason);
        assertThat(await(next)).as("what the client sent in the clear").isEqualTo(-1);
    }

    @Test
    void refusesAServerThatAnswersNothing() {
        server.serve(socket -> socket.getInputStream().readAllBytes());

        assertThat(failure(dsn().parameter(ConnectionParameter.CONNECT_TIMEOUT, "1")
                                .parameter(ConnectionParameter.LOGIN_TIMEOUT, "1")
                                .build())
                        .reason())
                .isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void refusesAServerThatHangsUpAtOnce() {
        server.serve(socket -> socket);

        assertThat(failure(dsn().build()).reason()).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void refusesAServerThatHangsUpInTheHandshake() {
        server.serve(socket -> {
            answer(socket, "S");
            return readOrEnd(socket);
        });

        assertThat(failure(dsn().build()).reason()).isEqualTo(Reason.TLS_FAILED);
    }

    /** CVE-2021-23222: what came before TLS must not be taken for what came through it. */
    @Test
    void refusesBytesBehindTheAnswer() throws Exception {
        CompletableFuture<Integer> next = server.next(socket -> {
            // One segment: the driver alone reads all of it, drops the rest, and goes on to the handshake.
            answer(socket, "SR\0\0\0\b\0\0\0\0");
            return readOrEnd(socket);
        });
        PostgresConnectionException failure = failure(dsn().build());

        assertThat(failure.reason()).isEqualTo(Reason.TLS_FAILED);
        assertThat(failure).hasMessageContaining("in the clear");
        assertThat(await(next)).isEqualTo(-1);
    }

    /** Servers that go silent: in the handshake, after the startup packet, in the midst of SCRAM. */
    @ParameterizedTest
    @ValueSource(strings = {"S", "ST", "STA"})
    void closesTheSocketOfALoginThatTakesTooLong(String answers) throws Exception {
        CompletableFuture<Long> next = server.next(socket -> {
            answer(socket, "S");
            Socket peer = answers.contains("T") ? over(socket, VALID) : socket;
            try {
                if (answers.contains("T")) {
                    readStartup(peer);
                }
                if (answers.contains("A")) {
                    message(peer, 'R', "\0\0\0\nSCRAM-SHA-256\0\0".getBytes(StandardCharsets.US_ASCII));
                }
                return peer.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException hungUp) {
                return -1L;
            }
        });

        assertThat(failure(dsn().password(Secret.ofText("correct horse"))
                                .parameter(ConnectionParameter.LOGIN_TIMEOUT, "1")
                                .build())
                        .reason())
                .isEqualTo(Reason.UNREACHABLE);
        // Before the socket was closed here, a thread of the driver's waited at it for ever, and so did the server.
        assertThat(await(next)).as("the server's end of it").isNotNull();
    }

    @Test
    void refusesAnOlderProtocolThanDemanded() {
        server.serve(socket -> {
            answer(socket, "S");
            SSLSocket tls = over(socket, VALID);
            tls.setEnabledProtocols(new String[] {"TLSv1.2"});
            tls.startHandshake();
            return tls;
        });

        assertThat(failure(dsn().parameter(ConnectionParameter.SSL_MIN_PROTOCOL_VERSION, "TLSv1.3")
                                .build())
                        .reason())
                .isEqualTo(Reason.TLS_FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "valid,LOGIN_REFUSED",
        "expired,SERVER_NOT_TRUSTED",
        "notYetValid,SERVER_NOT_TRUSTED",
        "wrongHost,WRONG_HOST",
        "selfSigned,SERVER_NOT_TRUSTED",
        "wrongExtendedKeyUsage,SERVER_NOT_TRUSTED"
    })
    void judgesTheCertificateBeforeAnythingIsSent(String fault, Reason reason) {
        CertificateBundle certificate = switch (fault) {
            case "expired" -> CERTIFICATES.expired();
            case "notYetValid" -> CERTIFICATES.notYetValid();
            case "wrongHost" -> CERTIFICATES.wrongHost();
            case "selfSigned" -> CERTIFICATES.selfSigned();
            case "wrongExtendedKeyUsage" -> CERTIFICATES.wrongExtendedKeyUsage();
            default -> VALID;
        };
        server.serve(socket -> {
            refuseLogin(tls(socket, certificate));
            return "logged in";
        });

        assertThat(failure(dsn().build()).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"1,localhost", "0,''"})
    void namesTheHostUnlessToldNotTo(String sni, String expected) throws Exception {
        CompletableFuture<List<SNIServerName>> next = server.next(socket -> {
            SSLSocket tls = tls(socket, VALID);
            List<SNIServerName> names = ((ExtendedSSLSession) tls.getSession()).getRequestedServerNames();
            refuseLogin(tls);
            return names;
        });

        assertThat(failure(dsn().parameter(ConnectionParameter.SSL_SNI, sni).build())
                        .reason())
                .isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(await(next)).isEqualTo(expected.isEmpty() ? List.of() : List.of(new SNIHostName(expected)));
    }

    @Test
    void directTlsTakesNobodyWhoDoesNotSpeakPostgres() throws Exception {
        CompletableFuture<Integer> next = server.next(socket -> {
            SSLSocket tls = over(socket, VALID);
            tls.startHandshake();
            return readOrEnd(tls);
        });
        PostgresConnectionException failure = failure(
                dsn().parameter(ConnectionParameter.SSL_NEGOTIATION, "direct").build());

        assertThat(failure.reason()).isEqualTo(Reason.TLS_FAILED);
        assertThat(failure).hasMessageContaining("ALPN");
        assertThat(await(next)).as("no startup packet").isEqualTo(-1);
    }

    @Test
    void demandsToBeAskedForTheCertificate() throws Exception {
        CompletableFuture<Integer> next = server.next(socket -> readOrEnd(tls(socket, VALID)));
        PostgresConnectionException failure = failure(
                dsn().clientCertificate(CERTIFICATES.authority().client("agent").issue())
                        .parameter(ConnectionParameter.SSL_CERT_MODE, "require")
                        .build());

        assertThat(failure.reason()).isEqualTo(Reason.TLS_FAILED);
        assertThat(failure).hasMessageContaining("sslcertmode=require");
        assertThat(await(next)).as("no startup packet").isEqualTo(-1);
    }

    /** The server asks for the password in the clear, or for none at all. */
    @ParameterizedTest
    @CsvSource({"REQUIRE_AUTH,scram-sha-256,3", "REQUIRE_AUTH,scram-sha-256,0", "CHANNEL_BINDING,require,3"})
    void refusesAWeakerLoginThanDemanded(ConnectionParameter parameter, String value, int request) throws Exception {
        CompletableFuture<Integer> next = server.next(socket -> {
            SSLSocket tls = tls(socket, VALID);
            readStartup(tls);
            message(tls, 'R', new byte[] {0, 0, 0, (byte) request});
            return readOrEnd(tls);
        });
        PostgresConnectionException failure = failure(dsn().password(Secret.ofText("never sent"))
                .parameter(parameter, value)
                .build());

        assertThat(failure.reason()).isEqualTo(Reason.LOGIN_NOT_ALLOWED);
        // 'X' is the driver's farewell; a password would be 'p'.
        assertThat((char) await(next).intValue()).isNotEqualTo('p');
    }

    @ParameterizedTest
    @ValueSource(strings = {"X", "S"})
    void showsNoPassword(String answer) {
        server.serve(socket -> {
            answer(socket, answer);
            return socket;
        });

        assertThat(failure(dsn().password(Secret.ofText("correct horse")).build()))
                .hasStackTraceContaining("agent")
                .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("correct horse"));
    }

    private Dsn.Builder dsn() {
        return Dsn.host("localhost", server.port()).user("agent").verifyFull(CERTIFICATES.root());
    }

    private static PostgresConnectionException failure(Dsn dsn) {
        return catchThrowableOfType(
                PostgresConnectionException.class, () -> PostgresTls.pool(dsn).close());
    }
}
