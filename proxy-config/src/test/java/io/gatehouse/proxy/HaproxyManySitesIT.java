package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sites that HAProxy tells apart by maps: each name, path and header is the right one's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HaproxyManySitesIT {
    private static final String LARGE = "large.example.org";
    private static final int LIMIT = 10;

    private final CertificateAuthority authority = CertificateAuthority.create("Test root");
    private final RawClient client = new RawClient(authority.root());
    private EchoBackEnd first;
    private EchoBackEnd second;
    private RunningPeer running;
    private int https;
    private int http;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        ServerUnderTest server = ServerUnderTest.HAPROXY;
        server.peer();
        first = new EchoBackEnd();
        second = new EchoBackEnd();
        List<Integer> ports = LoopbackPorts.free(2);
        https = ports.get(0);
        http = ports.get(1);
        Path entry = server.renderer(folder).render(model(folder)).writeTo(folder);
        server.validate(folder, entry);
        running = server.start(folder, entry, https, http);
    }

    @AfterAll
    void stop() throws IOException {
        running.close();
        first.close();
        second.close();
    }

    @ParameterizedTest(name = "https://{0}{1}")
    @CsvSource({
        "a.example.org,/,1,DENY",
        "a.example.org,/api,2,DENY",
        "a.example.org,/api/x?y=/z,2,DENY",
        "a.example.org,/apix,1,DENY",
        "a.example.org,/%61pi/x,2,DENY",
        "a.example.org,//api//x,2,DENY",
        "a.example.org,/api/folder,2,DENY",
        "a.example.org,/api/folder/x,1,DENY",
        "b.example.org,/,2,SAMEORIGIN",
        "x.deep.example.org,/,1,SAMEORIGIN",
        "exact.deep.example.org,/,2,SAMEORIGIN",
    })
    void findTheirBackEnd(String host, String path, int number, String framing) throws IOException {
        EchoBackEnd asked = number == 1 ? first : second;
        EchoBackEnd other = number == 1 ? second : first;
        long before = asked.asked();
        long others = other.asked();

        RawClient.Answer answer = client.getOverTls(host, https, host, path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Frame-Options")).containsExactly(framing);
        assertThat(answer.body()).startsWith("GET " + path + " ");
        assertThat(asked.asked()).isEqualTo(before + 1);
        assertThat(other.asked()).isEqualTo(others);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x/../api", "/x/%2e%2e/api", "/./api", "/api/..", "/x%2f..%2fapi"})
    void takeNoPathWithDots(String path) throws IOException {
        assertThat(client.getOverTls("a.example.org", https, "a.example.org", path)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void answerWhatNoRouteTakesUnderTheirHeaders() throws IOException {
        RawClient.Answer answer = client.getOverTls("gaps.example.org", https, "gaps.example.org", "/elsewhere");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(client.getOverTls("gaps.example.org", https, "gaps.example.org", "/only/this")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void sendChallengesToTheirSolver() throws IOException {
        String path = AcmeChallenges.PATH + EchoBackEnd.CHALLENGE_TOKEN;
        long before = second.asked();

        assertThat(RawClient.getInClear(http, "a.example.org", path).status()).isEqualTo(200);
        assertThat(RawClient.getInClear(http, "b.example.org", path).status()).isEqualTo(404);
        assertThat(second.asked()).isEqualTo(before + 1);
    }

    /** The length in bits beyond what one of HAProxy's own readings of a header keeps. */
    @ParameterizedTest
    @CsvSource({
        "Content-Length: 10,200",
        "Content-Length: 11,413",
        "Content-Length: 4294967301,413",
        "Content-Length: 9223372036854775807,413",
        "Transfer-Encoding: chunked,411",
    })
    void limitBodiesOfAnyLength(String header, int status) throws IOException {
        try (Socket socket = client.connect(LARGE, https)) {
            String body = header.startsWith("Transfer") ? "5\r\nabcde\r\n0\r\n\r\n" : "0123456789";
            String request =
                    "POST /page HTTP/1.1\r\nHost: " + LARGE + "\r\nConnection: close\r\n" + header + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();

            assertThat(RawClient.readUntil(socket.getInputStream(), "\r\n")).startsWith("HTTP/1.1 " + status);
        }
        assertThat(client.getOverTls(LARGE, https, LARGE, "/").status()).isEqualTo(200);
    }

    private ReverseProxy model(Path folder) {
        return ReverseProxy.builder()
                .listen(Listener.https("127.0.0.1", https))
                .listen(Listener.http("127.0.0.1", http))
                .site(site(folder, "*.deep.example.org")
                        .framing(Framing.SAME_ORIGIN)
                        .route("/", first.url()))
                .site(site(folder, "a.example.org")
                        .acme(AcmeChallenges.handOver(Upstream.of(second.url())))
                        .route("/", first.url())
                        .route("/api", second.url())
                        .route("/api/folder/", first.url()))
                .site(site(folder, "b.example.org").framing(Framing.SAME_ORIGIN).route("/", second.url()))
                .site(site(folder, "exact.deep.example.org")
                        .framing(Framing.SAME_ORIGIN)
                        .route("/", second.url()))
                .site(site(folder, "gaps.example.org")
                        .referrerPolicy(ReferrerPolicy.NO_REFERRER)
                        .route("/only", first.url()))
                .site(site(folder, LARGE).bodyLimit(BodyLimit.bytes(LIMIT)).route("/", first.url()))
                .build();
    }

    private Site.Builder site(Path folder, String host) {
        CertificatePaths paths =
                CertificateFolder.writeForAll(authority.server(host).issue(), folder.resolve(host.replace('*', '_')));
        return Site.forHosts(host).tls(TlsPolicy.intermediate(), paths);
    }
}
