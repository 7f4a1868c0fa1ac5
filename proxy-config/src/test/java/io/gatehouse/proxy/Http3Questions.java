package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.SecureFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** HTTP/3: what holds over TCP holds over QUIC as well. */
interface Http3Questions extends ClientCertificateQuestions {
    @Test
    default void isFoundByWhoComesOverTcp() throws IOException {
        assertThat(get(quic(), "/").header("Alt-Svc"))
                .singleElement()
                .asString()
                .startsWith("h3=\":" + quic().httpsPort() + "\"");
    }

    @Test
    default void passesRequestsOverQuic() throws IOException {
        int port = quic().httpsPort();

        RawClient.Answer answer = http3(quic()).get(HOST, HOST, "/page?x=%2F");

        assertThat(answer.status()).isEqualTo(200);
        Questions.assertSecured(answer);
        assertThat(answer.body().lines().map(line -> line.toLowerCase(Locale.ROOT)))
                .contains(
                        "get /page?x=%2f http/1.1",
                        "host: " + HOST + ":" + port,
                        "x-forwarded-for: 127.0.0.1",
                        "x-forwarded-proto: https",
                        "x-forwarded-host: " + HOST + ":" + port,
                        "x-real-ip: 127.0.0.1");
        RawClient.Answer broken = http3(quic()).get(HOST, HOST, "/broken");
        assertThat(broken.status()).isEqualTo(502);
        Questions.assertSecured(broken);
    }

    /** What is sent before the handshake is over, an eavesdropper can send again (RFC 8470). */
    @Test
    default void takesNoEarlyData() throws IOException {
        RawClient.Answer answer =
                http3(quic()).withSessionOf(HOST, Optional.empty()).get(HOST, HOST, "/");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Test-Early-Data")).containsExactly("0");
    }

    @Test
    default void turnsForeignNamesAwayOverQuic() throws IOException {
        long before = bed().application().asked();

        assertThatThrownBy(() -> http3(quic()).impatient().get("foreign.example.org", "foreign.example.org", "/"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not answered");
        assertTurnedAwayOverQuic(http3(quic()), HOST, "foreign.example.org");
        assertThat(bed().application().asked()).isEqualTo(before);
    }

    @Test
    default void asksForCertificatesOverQuic() throws IOException {
        Path authority = bed().clients().writeAuthority(bed().folder("quic").resolve("clients.pem"));
        TestBed.Instance instance = bed().instance(
                        "http-3-client-certificate",
                        ports -> ReverseProxy.builder()
                                .listen(Listener.https("127.0.0.1", ports.https()))
                                .site(plain(REQUIRED)
                                        .http(HttpVersion.values())
                                        .clientCertificates(ClientCertificates.required(authority))
                                        .route("/", bed().application().url()))
                                .build());
        Http3Client client = http3(instance);
        CertificatePaths foreign = CertificateFolder.write(
                bed().clients().foreign(), bed().folder("quic").resolve("foreign"));

        assertThat(client.withCertificate(goodFiles())
                        .get(REQUIRED, REQUIRED, "/")
                        .status())
                .isEqualTo(200);
        long before = bed().application().asked();
        assertTurnedAwayOverQuic(client, REQUIRED, REQUIRED);
        assertTurnedAwayOverQuic(client.withCertificate(foreign), REQUIRED, REQUIRED);
        assertThat(bed().application().asked()).isEqualTo(before);
    }

    /** Theme {@code http-3-clients}, apart from the rest: not every server can keep sites apart over QUIC. */
    @Test
    default void keepsSitesApartOverQuic() throws IOException {
        Http3Client client = http3(guarded("http-3-clients", HttpVersion.values()));

        assertThat(client.get(HOST, HOST, "/").status()).isEqualTo(200);
        assertThat(client.withCertificate(goodFiles())
                        .get(REQUIRED, REQUIRED, "/")
                        .status())
                .isEqualTo(200);
        assertTurnedAwayOverQuic(client, HOST, REQUIRED);
        assertTurnedAwayOverQuic(client.withSessionOf(HOST, Optional.empty()), REQUIRED, REQUIRED);
        assertTurnedAwayOverQuic(client.withSessionOf(REQUIRED, Optional.of(goodFiles())), OTHERS, OTHERS);
    }

    private void assertTurnedAwayOverQuic(Http3Client client, String name, String authority) {
        try {
            assertThat(client.impatient().get(name, authority, "/").status()).isIn(400, 403, 421);
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("(?s)not answered: Connection.*");
        }
    }

    private Http3Client http3(TestBed.Instance instance) throws IOException {
        Path root = bed().folder("quic").resolve("root.pem");
        SecureFiles.writePublic(root, bed().authority().certificatePem().getBytes(StandardCharsets.US_ASCII));
        return new Http3Client(instance.httpsPort(), root);
    }

    private CertificatePaths goodFiles() throws IOException {
        return CertificateFolder.write(
                bed().clients().good(), bed().folder("quic").resolve("good"));
    }

    private TestBed.Instance quic() throws IOException {
        return site(
                "http-3",
                site -> site.http(HttpVersion.values())
                        .route("/", bed().application().url()));
    }
}
