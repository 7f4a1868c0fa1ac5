package io.gatehouse.provider.dns.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.fixture.dns.Call;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.Route53Server;
import io.gatehouse.fixture.dns.VendorServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What is made of answers, whether of Route 53 or of something in its place. */
class Route53AnswersTest {
    private static final String ERROR = """
            <?xml version="1.0"?>
            <ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Sender</Type><Code>%s</Code>\
            <Message>in words</Message></Error><RequestId>7f9e</RequestId></ErrorResponse>""";

    /** Gives one answer to everything. */
    private static final class OneAnswer extends VendorServer {
        private final Reply reply;

        OneAnswer(Reply reply) {
            this.reply = reply;
        }

        @Override
        protected Reply answer(Call call) {
            return reply;
        }

        @Override
        public Collection<String> secrets() {
            return List.of();
        }
    }

    private static DnsProviderException failure(DnsProvider with) {
        try (DnsProvider provider = with) {
            return catchThrowableOfType(
                    DnsProviderException.class,
                    () -> provider.append(
                            DnsZone.of("example.test"), List.of(Account.txt("_acme-challenge.example.test", "value"))));
        }
    }

    private static DnsProviderException failure(Reply reply) {
        try (VendorServer server = new OneAnswer(reply)) {
            return failure(Account.at(server.url()).provider());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, InvalidClientTokenId, BAD_CREDENTIALS",
        "403, SignatureDoesNotMatch, BAD_CREDENTIALS",
        "403, ExpiredToken, BAD_CREDENTIALS",
        "403, MissingAuthenticationToken, BAD_CREDENTIALS",
        "403, AccessDenied, REFUSED",
        "403, AccessDeniedException, REFUSED",
        "400, InvalidInput, REFUSED",
        "404, NoSuchHostedZone, NO_SUCH_ZONE",
        "400, Throttling, RATE_LIMITED",
        "400, ThrottlingException, RATE_LIMITED",
        "400, PriorRequestNotComplete, RATE_LIMITED",
        "500, InternalFailure, SERVER_FAILED",
        "503, ServiceUnavailable, SERVER_FAILED"
    })
    void errorsHaveTheirKinds(int status, String code, Kind kind) {
        DnsProviderException failure = failure(Reply.xml(status, ERROR.formatted(code)));
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure)
                .hasMessageContaining(code)
                .hasMessageContaining("ListHostedZonesByName from example.test, request 7f9e");
        assertThat(failure.retryAfter()).isEmpty();
    }

    @Test
    void howLongToWaitIsReadWhereItIsTold() {
        DnsProviderException failure =
                failure(Reply.xml(400, ERROR.formatted("Throttling")).with("Retry-After", "7"));
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void whatAwsSaysOfASignatureIsNotQuotedSinceItHoldsTheSessionToken() {
        try (Route53Server server = new Route53Server()) {
            Account account = new Account(Route53Server.KEY_ID, Route53Server.WRONG_SECRET, server.url());
            DnsProviderException failure = failure(account.provider("session-token", "token-of-nobody"));
            assertThat(server.calls().get(0).headers()).containsEntry("x-amz-security-token", "token-of-nobody");
            assertThat(failure.kind()).isEqualTo(Kind.BAD_CREDENTIALS);
            assertThat(failure).hasNoCause().hasMessageNotContaining("token-of-nobody");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, MALFORMED_ANSWER",
        "302, MALFORMED_ANSWER",
        "403, MALFORMED_ANSWER",
        "502, SERVER_FAILED",
        "429, RATE_LIMITED"
    })
    void aPageIsNoAnswer(int status, Kind kind) {
        DnsProviderException failure = failure(Reply.html(status, "<html><body><p>Sign in</p></body></html>"));
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "<ListHostedZonesByNameResponse/>",
                "<ListHostedZonesByNameResponse><HostedZones><HostedZone><Id>/hostedz",
                "<html><body>"
            })
    void halfAnAnswerIsNone(String body) {
        DnsProviderException failure = failure(Reply.xml(200, body));
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(Kind.MALFORMED_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<ListHostedZonesByNameResponse>",
                "HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n",
                "220 mail.example.test ESMTP\r\n"
            })
    void aConnectionThatBreaksOffIsNoAnswer(String sent) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> send(server, sent));
            thread.start();
            DnsProviderException failure = failure(Account.at(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                    .provider());
            thread.join();
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(Kind.MALFORMED_ANSWER);
        }
    }

    private static void send(ServerSocket server, String text) {
        try (Socket socket = server.accept();
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            while (!String.valueOf(request.readLine()).isEmpty()) {
                // A request without a body ends with an empty line.
            }
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The client has seen enough.
        }
    }

    @Test
    void recordsOfAnotherZoneAreNotBelieved() {
        VendorServer server = new Route53Server() {
            @Override
            protected Reply answer(Call call) {
                Reply reply = super.answer(call);
                return call.path().contains("rrset")
                        ? Reply.xml(200, reply.body().replace("example.test.</Name>", "elsewhere.test.</Name>"))
                        : reply;
            }
        };
        try (server;
                DnsProvider provider = Account.at(server.url()).provider()) {
            DnsProviderException failure = catchThrowableOfType(
                    DnsProviderException.class,
                    () -> provider.append(DnsZone.of("example.test"), List.of(Account.txt("example.test", "value"))));
            assertThat(failure.kind()).isEqualTo(Kind.MALFORMED_ANSWER);
            assertThat(failure).hasMessageContaining("lists records of another zone than example.test");
        }
    }

    @Test
    void thatTheChainFindsNothingIsABadCredential() {
        Failures failures = new Failures(Duration.ofSeconds(1), Clock.systemUTC());
        DnsProviderException failure = failures.unanswered(
                "ListHostedZones",
                new MissingCredentialsException(SdkClientException.create("Unable to load credentials")));
        assertThat(failure.kind()).isEqualTo(Kind.BAD_CREDENTIALS);
        assertThat(failure).hasMessageContaining("access-key-id");
    }
}
