package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sites that ask clients for certificates, beside one that does not. */
interface ClientCertificateQuestions extends Questions {
    String REQUIRED = "required.example.org";
    String OPTIONAL = "optional.example.org";
    String OTHERS = "others.example.org";

    @Test
    default void admitsTheGood() throws IOException {
        CertificateBundle good = bed().clients().good();

        assertThat(status(guarded(), REQUIRED, Optional.of(good))).isEqualTo(200);
        assertThat(status(guarded(), OPTIONAL, Optional.of(good))).isEqualTo(200);
        assertThat(status(guarded(), OPTIONAL, Optional.empty())).isEqualTo(200);
        assertThat(status(guarded(), HOST, Optional.empty())).isEqualTo(200);
    }

    @Test
    default void turnsAwayWhoHasNone() throws IOException {
        assertTurnedAway(guarded(), REQUIRED, Optional.empty());
    }

    /** Theme {@code revocations}, apart from the rest: not every server looks at lists. */
    @ParameterizedTest
    @ValueSource(strings = {REQUIRED, OPTIONAL})
    default void turnsAwayTheRevoked(String host) throws IOException {
        Path folder = bed().folder("client-authorities");
        Path authority = bed().clients().writeAuthority(folder.resolve("root.pem"));
        Path revocations = bed().clients().writeRevocations(folder.resolve("crl.pem"));
        TestBed.Instance instance = bed().instance(
                        "revocations",
                        ports -> ReverseProxy.builder()
                                .listen(Listener.https("127.0.0.1", ports.https()))
                                .site(plain(REQUIRED)
                                        .clientCertificates(ClientCertificates.required(authority)
                                                .withRevocations(revocations))
                                        .route("/", bed().application().url()))
                                .site(plain(OPTIONAL)
                                        .clientCertificates(ClientCertificates.optional(authority)
                                                .withRevocations(revocations))
                                        .route("/", bed().application().url()))
                                .build());

        assertThat(status(instance, host, Optional.of(bed().clients().good()))).isEqualTo(200);
        assertTurnedAway(instance, host, Optional.of(bed().clients().revoked()));
    }

    @ParameterizedTest
    @ValueSource(strings = {REQUIRED, OPTIONAL})
    default void turnsAwayTheExpired(String host) throws IOException {
        assertTurnedAway(guarded(), host, Optional.of(bed().clients().expired()));
    }

    @ParameterizedTest
    @ValueSource(strings = {REQUIRED, OPTIONAL})
    default void turnsAwayTheForeign(String host) throws IOException {
        assertTurnedAway(guarded(), host, Optional.of(bed().clients().foreign()));
    }

    /** Neither a session without a certificate nor one with another authority's opens the door (CVE-2025-23419). */
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    default void letsNoSessionCross(String version) throws IOException {
        int port = guarded().httpsPort();
        SessionCarrier carrier = new SessionCarrier(port, version, bed().folder("sessions"));
        CertificatePaths good = CertificateFolder.write(
                bed().clients().good(), bed().folder("sessions").resolve("good"));

        assertThat(carrier.begin(HOST, Optional.empty()).status()).isEqualTo(200);
        assertClosed(carrier, REQUIRED);
        assertThat(carrier.begin(REQUIRED, Optional.of(good)).status()).isEqualTo(200);
        assertClosed(carrier, OTHERS);
    }

    private void assertClosed(SessionCarrier carrier, String host) {
        long before = bed().application().asked();
        SessionCarrier.Outcome outcome = carrier.carryTo(host);
        assertThat(outcome.status()).as(outcome.output()).isIn(0, 400, 403, 421);
        assertThat(bed().application().asked()).isEqualTo(before);
    }

    /** By an alert or by an answer of the proxy's own, as servers differ; never by the application. */
    private void assertTurnedAway(TestBed.Instance instance, String host, Optional<CertificateBundle> certificate) {
        long before = bed().application().asked();
        try {
            assertThat(status(instance, host, certificate)).isIn(400, 403);
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("(?s).*(alert|closed|reset|[Bb]roken pipe).*");
        }
        assertThat(bed().application().asked()).isEqualTo(before);
    }

    private int status(TestBed.Instance instance, String host, Optional<CertificateBundle> certificate)
            throws IOException {
        RawClient client = certificate.map(bed().client()::withCertificate).orElse(bed().client());
        return client.getOverTls(host, instance.httpsPort(), host, "/").status();
    }

    private TestBed.Instance guarded() throws IOException {
        return guarded("client-certificates", HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);
    }

    /** Three sites with certificates of two authorities, and one that asks for none. */
    default TestBed.Instance guarded(String theme, HttpVersion... versions) throws IOException {
        Path folder = bed().folder("client-authorities");
        Path authority = bed().clients().writeAuthority(folder.resolve("root.pem"));
        Path others = bed().otherClients().writeAuthority(folder.resolve("others.pem"));
        String url = bed().application().url();
        return bed().instance(
                        theme,
                        ports -> ReverseProxy.builder()
                                .listen(Listener.https("127.0.0.1", ports.https()))
                                .site(plain(HOST).http(versions).route("/", url))
                                .site(plain(REQUIRED)
                                        .http(versions)
                                        .clientCertificates(ClientCertificates.required(authority))
                                        .route("/", url))
                                .site(plain(OPTIONAL)
                                        .http(versions)
                                        .clientCertificates(ClientCertificates.optional(authority))
                                        .route("/", url))
                                .site(plain(OTHERS)
                                        .http(versions)
                                        .clientCertificates(ClientCertificates.required(others))
                                        .route("/", url))
                                .build());
    }
}
