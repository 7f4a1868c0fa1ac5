package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redirect, ACME path, security headers, and names that are not ours. */
interface FrontDoorQuestions extends Questions {
    @Test
    default void redirectsPlainHttp() throws IOException {
        RawClient.Answer answer = RawClient.getInClear(semaphore().httpPort(), HOST, "/a/b?c=d");

        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.header("Location"))
                .containsExactly("https://" + HOST + ":" + semaphore().httpsPort() + "/a/b?c=d");
        assertThat(answer.header("Strict-Transport-Security")).isEmpty();
    }

    @Test
    default void sparesTheAcmePath() throws IOException {
        RawClient.Answer answer =
                RawClient.getInClear(semaphore().httpPort(), HOST, AcmeChallenges.PATH + EchoBackEnd.CHALLENGE_TOKEN);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains(EchoBackEnd.KEY_AUTHORIZATION);
    }

    @ParameterizedTest(name = "{1} on {0}")
    @CsvSource({"/,200", "/missing,404", "/broken,502", "/hostile,200"})
    default void sendsSecurityHeadersOnEveryAnswer(String path, int status) throws IOException {
        RawClient.Answer answer = bed().client().getOverTls(HOST, semaphore().httpsPort(), HOST, path);

        assertThat(answer.status()).isEqualTo(status);
        Questions.assertSecured(answer);
        assertThat(answer.header("Content-Security-Policy").contains("default-src 'self'"))
                .isEqualTo(path.equals("/hostile"));
    }

    @Test
    default void turnsForeignServerNamesAway() throws IOException {
        if (!bed().server().is(ServerUnderTest.APACHE)) {
            assertThatThrownBy(() -> bed().client()
                            .connect("foreign.example.org", semaphore().httpsPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("(?s).*(unrecognized_name|internal_error|handshake_failure).*");
        } else {
            String foreign = "foreign.example.org";
            assertThat(bed().client()
                            .getOverTls(foreign, semaphore().httpsPort(), foreign, "/")
                            .status())
                    .isEqualTo(421);
        }
    }

    @Test
    default void turnsForeignHostsAway() throws IOException {
        TestBed.Instance instance = semaphore();

        assertTurnedAway(() -> bed().client().getOverTls(HOST, instance.httpsPort(), "foreign.example.org", "/"));
        assertTurnedAway(() -> RawClient.getInClear(instance.httpPort(), "foreign.example.org", "/"));
    }

    private static void assertTurnedAway(Request request) {
        try {
            assertThat(request.send().status()).isEqualTo(421);
        } catch (IOException closed) {
            assertThat(closed).hasMessageMatching("(?s).*(closed|reset|broken pipe).*");
        }
    }

    /** A request that may fail. */
    @FunctionalInterface
    interface Request {
        RawClient.Answer send() throws IOException;
    }
}
