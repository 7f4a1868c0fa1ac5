package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The questions of handshakes again where a site is one of so many with its certificate that nginx loads it once, for the
 * default server: nothing that a client sees is another.
 */
abstract class NginxInCompany extends VersionBehaviour {
    private static final int MANY = 100;

    NginxInCompany(ServerUnderTest server) {
        super(server);
    }

    /** A hundred more with the handshake of the first site, and with applications of their own. */
    @Override
    ReverseProxy inCompany(ReverseProxy asked) {
        Site first = asked.sites().get(0);
        List<Site> sites = new ArrayList<>(asked.sites());
        for (int i = 0; i < MANY; i++) {
            sites.add(Site.forHosts("crowd-" + i + ".example.org")
                    .tls(first.tls(), first.certificates().toArray(CertificatePaths[]::new))
                    .http(first.httpVersions().toArray(HttpVersion[]::new))
                    .route("/", "http://127.0.0.1:" + (1 + i))
                    .build());
        }
        return asked.withSites(sites);
    }

    @Test
    void loadACertificateOnce() throws IOException {
        String printed = guarded("client-certificates", HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)
                .config()
                .content("site.conf");

        assertThat(printed.split("\n    ssl_certificate ", -1))
                .as("the default server and the three that ask for certificates")
                .hasSize(1 + 4);
        assertThat(printed.split("\nserver \\{", -1)).hasSizeGreaterThan(MANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void turnWhoNamesNobodyAway(String version) throws IOException {
        String said = Peer.require("openssl")
                .run(PeerLaunch.builder(
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + semaphore().httpsPort(),
                                "-noservername",
                                version)
                        .input("")
                        .build())
                .output();

        assertThat(said).contains("unrecognized name").doesNotContain("BEGIN CERTIFICATE");
    }

    /** A certificate that is alike makes sessions alike to OpenSSL; this one stands with the default server, too. */
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void letNoSessionCrossUnderOneCertificate(String version) throws IOException {
        Path authority = bed().clients()
                .writeAuthority(bed().folder("client-authorities").resolve("root.pem"));
        String url = bed().application().url();
        CertificatePaths both = bed().certificate("both.example.org", HOST, REQUIRED);
        TestBed.Instance instance = bed().instance(
                        "one-certificate",
                        ports -> ReverseProxy.builder()
                                .listen(Listener.https("127.0.0.1", ports.https()))
                                .site(Site.forHosts(HOST)
                                        .tls(TlsPolicy.intermediate(), both)
                                        .route("/", url))
                                .site(Site.forHosts(REQUIRED)
                                        .tls(TlsPolicy.intermediate(), both)
                                        .clientCertificates(ClientCertificates.required(authority))
                                        .route("/", url))
                                .build());
        SessionCarrier carrier = new SessionCarrier(instance.httpsPort(), version, bed().folder("one-certificate"));

        assertThat(carrier.begin(HOST, Optional.empty()).status()).isEqualTo(200);
        long before = bed().application().asked();
        SessionCarrier.Outcome outcome = carrier.carryTo(REQUIRED);
        assertThat(outcome.status()).as(outcome.output()).isIn(0, 400, 403, 421);
        assertThat(bed().application().asked()).isEqualTo(before);
        assertThatThrownBy(() -> bed().client().connect("foreign.example.org", instance.httpsPort()))
                .hasMessageContaining("unrecognized_name");
    }
}
