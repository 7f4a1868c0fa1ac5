package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;

/**
 * Asks a running server about one of its sites.
 *
 * @param client who asks
 * @param host by which name
 */
record Visit(TestBed.Ports ports, HostileSite site, RawClient client, String host) {
    /** The same site by another name. */
    Visit at(String name) {
        return new Visit(ports, site, client, name);
    }

    /** The same with a client certificate. */
    Visit with(CertificateBundle certificate) {
        return new Visit(ports, site, client.withCertificate(certificate), host);
    }

    RawClient.Answer get(String path, String... headers) throws IOException {
        return client.getOverTls(host, ports.https(), host, path, headers);
    }

    RawClient.Answer getInClear(String path) throws IOException {
        return RawClient.getInClear(ports.http(), host, path);
    }

    /** That this site answers, and none of the others. */
    void assertHome() throws IOException {
        RawClient.Answer answer = get("/home");
        assertThat(answer.header("Location"))
                .as("%s", answer)
                .singleElement()
                .asString()
                .endsWith("/" + site.mark());
    }

    /** That this client is let in neither by the handshake nor by an answer. */
    void assertTurnedAway() {
        try {
            assertThat(get("/home").header("Location")).isEmpty();
        } catch (IOException byTheHandshake) {
            // As it should be.
        }
    }

    /** That the certificate shown is the one made for this site. */
    void assertOwnCertificate() throws IOException {
        try (SSLSocket socket = client.connect(host, ports.https())) {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            assertThat(shown).isEqualTo(site.certificate().orElseThrow().leaf());
        }
    }

    long answeredByOther() {
        return site.neighbours().other().answered();
    }

    String nameAskedOfUpstream() {
        return site.neighbours().nameAsked();
    }

    String origin() {
        return "https://" + host + ":" + ports.https();
    }
}
