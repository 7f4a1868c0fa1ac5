package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.RunningPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two sites on one running server: each name is shown its certificate, sent to its back end, under its headers. */
class SeveralSitesIT {
    private static final String ONE = "one.example.org";
    private static final String OTHER = "other.example.org";

    private final CertificateAuthority authority = CertificateAuthority.create("Test root");
    private final RawClient client = new RawClient(authority.root());

    @ParameterizedTest
    @EnumSource
    void areKeptApart(ServerUnderTest server, @TempDir Path folder) throws Exception {
        server.peer();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int https = LoopbackPorts.free();
        int http = LoopbackPorts.free();
        try (EchoBackEnd first = new EchoBackEnd();
                EchoBackEnd second = new EchoBackEnd();
                EchoBackEnd solver = new EchoBackEnd()) {
            ReverseProxy proxy = ReverseProxy.builder()
                    .listen(Listener.https("127.0.0.1", https))
                    .listen(Listener.http("127.0.0.1", http))
                    .site(Site.forHosts(ONE)
                            .tls(TlsPolicy.intermediate(), certificate(folder, ONE))
                            .acme(AcmeChallenges.handOver(Upstream.of(solver.url())))
                            .route("/", first.url()))
                    .site(Site.forHosts(OTHER)
                            .tls(TlsPolicy.intermediate(), certificate(folder, OTHER))
                            .framing(Framing.SAME_ORIGIN)
                            .route("/app", second.url()))
                    .build();
            Path entry = server.renderer(folder).render(proxy).writeTo(folder);
            server.validate(folder, entry);
            try (RunningPeer running = server.start(folder, entry, https, http)) {
                assertThat(running.isAlive()).isTrue();
                assertAnswers(https, ONE, "/", 200, "DENY");
                assertAnswers(https, OTHER, "/app", 200, "SAMEORIGIN");
                assertAnswers(https, OTHER, "/", 404, "SAMEORIGIN");
                assertThat(first.asked()).isEqualTo(1);
                assertThat(second.asked()).isEqualTo(1);

                String challenge = AcmeChallenges.PATH + EchoBackEnd.CHALLENGE_TOKEN;
                assertThat(RawClient.getInClear(http, ONE, challenge).status()).isEqualTo(200);
                assertThat(RawClient.getInClear(http, OTHER, challenge).status())
                        .isEqualTo(404);
                assertThat(RawClient.getInClear(http, OTHER, "/").header("Location"))
                        .containsExactly("https://" + OTHER + ":" + https + "/");
            }
        }
    }

    private void assertAnswers(int port, String host, String path, int status, String framing) throws Exception {
        RawClient.Answer answer = client.getOverTls(host, port, host, path);
        assertThat(answer.status()).as(host + path).isEqualTo(status);
        assertThat(answer.header("X-Frame-Options")).as(host + path).containsExactly(framing);
    }

    private CertificatePaths certificate(Path scratch, String host) {
        return CertificateFolder.writeForAll(authority.server(host).issue(), scratch.resolve(host));
    }
}
