package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Problem;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.MovableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside a site's own certificate, the check looks at whom its server is to believe, and at the folders it serves. */
class TrustFilesTest {
    private static final String HOST = "app.example.org";

    @TempDir
    private Path folder;

    private final MovableClock clock = MovableClock.at(Instant.parse("2026-03-01T00:00:00Z"));
    private final CertificateAuthority servers =
            CertificateAuthority.builder("Servers").clock(clock).build();
    private final CertificateAuthority staff = CertificateAuthority.builder("Staff")
            .clock(clock)
            .validity(Duration.ofDays(30))
            .build();

    @Test
    void tellsWhatIsMissingAllAtOnce() {
        List<Problem> problems = problems(site -> site.clientCertificates(
                        ClientCertificates.required(folder.resolve("nobody.pem"))
                                .withRevocations(folder.resolve("none.crl")))
                .acme(AcmeChallenges.webroot(folder.resolve("acme")))
                .route(Route.at("/").files(folder.resolve("www")))
                .route(Route.at("/api")
                        .to(Upstreams.of("https://api.example").tls(UpstreamTls.trust(folder.resolve("ca.pem"))))));

        assertThat(problems)
                .extracting(Problem::field)
                .containsExactly(
                        "clientCertificates.authorities",
                        "clientCertificates.revocations",
                        "acme.webroot",
                        "routes[0].files.root",
                        "routes[1].upstreams.tls.trust");
        assertThat(problems).extracting(Problem::message).allMatch(message -> message.startsWith("There is no "));
    }

    @Test
    void letsGoodOnesThrough() {
        ClientCertificates clients = clients(staff.certificatePem(), staff.crlPem());

        assertThat(problems(site ->
                        site.clientCertificates(clients).route(Route.at("/").files(folder))))
                .isEmpty();
    }

    @Test
    void tellsOfListsThatTurnClientsAway() {
        CertificateAuthority guests =
                CertificateAuthority.builder("Guests").clock(clock).build();
        ClientCertificates clients = clients(staff.certificatePem() + guests.certificatePem(), staff.crlPem());

        assertThat(problems(clients))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .startsWith("clientCertificates.revocations: holds no list of CN=Guests")
                        .contains("turn all its clients away"));
        clock.advance(Duration.ofDays(7));
        assertThat(problems(clients(staff.certificatePem(), staff.crlPem()))).isEmpty();
        clock.advance(Duration.ofDays(7));
        assertThat(problems(new ClientCertificates(true, clients.authorities(), clients.revocations())))
                .anySatisfy(problem -> assertThat(problem.message())
                        .contains("The list of CN=Staff ended 2026-03-15T00:00:00Z", "fetch a fresh one"));
    }

    @Test
    void tellsOfAuthoritiesThatHaveEndedAndOfFilesWithoutAny() {
        ClientCertificates clients = ClientCertificates.required(write("staff.pem", staff.certificatePem()));

        clock.advance(Duration.ofDays(30));
        assertThat(problems(clients))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("CN=Staff ended", "take its successor"));
        assertThat(problems(ClientCertificates.required(write("empty.pem", staff.crlPem()))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("holds no CERTIFICATE"));
        String broken = "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n";
        assertThat(problems(clients(servers.certificatePem(), broken)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("list 1 is broken"));
    }

    @Test
    void tellsOnceWhatSitesShare() {
        Path missing = folder.resolve("nobody.pem");
        CertificatePaths own = certificate();
        ReverseProxy.Builder proxy = ReverseProxy.builder();
        for (String host : List.of(HOST, "www.example.org")) {
            proxy.site(Site.forHosts(host)
                    .tls(TlsPolicy.intermediate(), own)
                    .clientCertificates(ClientCertificates.required(missing))
                    .route("/", "http://127.0.0.1:3000"));
        }

        assertThat(CertificateCheck.by(clock).check(proxy.build()).problems())
                .extracting(Problem::field)
                .containsExactly("sites[0].clientCertificates.authorities");
    }

    private List<Problem> problems(ClientCertificates clients) {
        return problems(site -> site.clientCertificates(clients).route("/", "http://127.0.0.1:3000"));
    }

    private List<Problem> problems(UnaryOperator<OneSiteBuilder> rules) {
        OneSiteBuilder site = ReverseProxy.forHosts(HOST).tls(TlsPolicy.intermediate(), certificate());
        return CertificateCheck.by(clock).check(rules.apply(site).build()).problems();
    }

    private CertificatePaths certificate() {
        return CertificateFolder.write(servers.server(HOST, "www.example.org").issue(), folder.resolve("tls"));
    }

    private ClientCertificates clients(String authorities, String revocations) {
        return ClientCertificates.required(write("authorities.pem", authorities))
                .withRevocations(write("revoked.crl", revocations));
    }

    private Path write(String name, String text) {
        Path file = folder.resolve(name);
        SecureFiles.writePublic(file, text.getBytes(StandardCharsets.US_ASCII));
        return file;
    }
}
