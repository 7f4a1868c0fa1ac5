package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** http-01: which redirects are followed (RFC 8555, section 8.3). */
class AcmeHttp01RedirectTest {
    private static final String NAME = "www.example.test";

    private ChallengeWeb tls;
    private AcmeFlow flow;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        tls = ChallengeWeb.overTls();
        flow = AcmeFlow.start(AcmeServer.builder().httpsPort(tls.port()));
    }

    @AfterEach
    void stop() {
        flow.close();
        tls.close();
    }

    @Test
    @Requirement(rfc = 8555, section = "8.3", text = "http-01: redirects are followed")
    void redirectsAreFollowed() {
        String authorization = flow.authorize(NAME);
        redirect(authorization, "http://other.example.test/moved");
        flow.web().redirect("/moved", "http://third.example.test:80/proof?x=1");
        flow.web().page("/proof", proof(authorization) + "\n");

        assertThat(flow.respond(authorization, "http-01").text("status")).isEqualTo("valid");
        assertThat(flow.web().hosts()).containsExactly(NAME, "other.example.test", "third.example.test:80");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://other.example.test/proof", "https://other.example.test:443/proof"})
    @Requirement(
            rfc = 8555,
            section = "8.3",
            text = "http-01: redirects to https are followed, whatever certificate is there")
    void redirectsToHttpsAreFollowed(String location) {
        String authorization = flow.authorize(NAME);
        redirect(authorization, location);
        tls.page("/proof", proof(authorization));

        assertThat(flow.respond(authorization, "http-01").text("status")).isEqualTo("valid");
        assertThat(tls.hosts())
                .singleElement()
                .satisfies(host -> assertThat(host).startsWith("other.example.test"));
    }

    @Test
    void anAddressIsRedirectedToItself() {
        RawAnswer order = flow.client()
                .post(
                        flow.client().resource("newOrder"),
                        Map.of("identifiers", List.of(Map.of("type", "ip", "value", "127.0.0.1"))));
        String authorization = order.texts("authorizations").get(0);
        redirect(authorization, "https://127.0.0.1/proof");
        tls.page("/proof", proof(authorization));

        assertThat(flow.respond(authorization, "http-01").text("status")).isEqualTo("valid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.test/proof",
                "file:///etc/passwd",
                "javascript:0",
                "http://other.example.test:8080/proof",
                "http://other.example.test:443/proof",
                "https://other.example.test:80/proof",
                "https://other.example.test:8443/proof",
                "http://192.0.2.1/proof",
                "https://[2001:db8::1]/proof",
                "http://127.0.0.1/proof",
                "http://user@other.example.test/proof",
                "http:///proof",
                "http://other.example.test:99999999999/proof",
                "http://exa mple.test/proof",
            })
    @Requirement(
            rfc = 8555,
            section = "8.3",
            text = "http-01: redirects to other schemes, ports, addresses or no URL at all are refused")
    void redirectsThatAreRefused(String location) {
        String authorization = flow.authorize(NAME);
        redirect(authorization, location);
        flow.web().page("/proof", proof(authorization));
        tls.page("/proof", proof(authorization));

        flow.respond(authorization, "http-01");

        flow.requireFailure(authorization, "connection");
        assertThat(flow.web().hosts()).containsExactly(NAME);
        assertThat(tls.hosts()).isEmpty();
    }

    @Test
    @Requirement(rfc = 8555, section = "8.3", text = "http-01: redirects in a circle, and more than ten, are refused")
    void redirectsWithoutEnd() {
        String circle = flow.authorize(NAME);
        redirect(circle, "/there");
        flow.web().redirect("/there", path(circle));
        flow.respond(circle, "http-01");
        flow.requireFailure(circle, "connection");
        assertThat(flow.web().hosts()).hasSize(2);

        String tooFar = chain(11);
        flow.respond(tooFar, "http-01");
        flow.requireFailure(tooFar, "connection");

        String farEnough = chain(10);
        assertThat(flow.respond(farEnough, "http-01").text("status")).isEqualTo("valid");
    }

    /** An authorization whose proof is so many redirects away. */
    private String chain(int redirects) {
        String authorization = flow.authorize(NAME);
        String start = path(authorization);
        for (int hop = 0; hop < redirects; hop++) {
            flow.web().redirect(hop == 0 ? start : start + "/" + hop, start + "/" + (hop + 1));
        }
        flow.web().page(start + "/" + redirects, proof(authorization));
        return authorization;
    }

    private void redirect(String authorization, String location) {
        flow.web().redirect(path(authorization), location);
    }

    private String path(String authorization) {
        return "/.well-known/acme-challenge/"
                + flow.challenge(authorization, "http-01").text("token");
    }

    private String proof(String authorization) {
        return flow.challenge(authorization, "http-01").text("token") + "."
                + flow.client().thumbprint();
    }
}
