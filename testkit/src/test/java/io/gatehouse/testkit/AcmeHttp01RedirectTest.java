package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** http-01: which redirects are followed (RFC 8555, section 8.3). */
class AcmeHttp01RedirectTest {
    private static final String NAME = "www.example.test";

    private AcmeFlow flow;

    @BeforeEach
    void start() {
        flow = AcmeFlow.start(AcmeServer.builder());
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    @Requirement(rfc = 8555, section = "8.3", text = "http-01: redirects are followed")
    void redirectsAreFollowed() {
        String authorization = flow.authorize(NAME);
        redirect(authorization, "http://other.example.test/moved");
        flow.web().redirect("/moved", "http://third.example.test:" + flow.web().port() + "/proof?x=1");
        flow.web().page("/proof", proof(authorization) + "\n");

        assertThat(flow.respond(authorization, "http-01").text("status")).isEqualTo("valid");
        assertThat(flow.web().hosts())
                .containsExactly(
                        NAME,
                        "other.example.test",
                        "third.example.test:" + flow.web().port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://example.test/proof"})
    void redirectsThatLeadNowhere(String location) {
        String authorization = flow.authorize(NAME);
        redirect(authorization, location.isEmpty() ? path(authorization) : location);

        flow.respond(authorization, "http-01");

        flow.requireFailure(authorization, "connection");
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
