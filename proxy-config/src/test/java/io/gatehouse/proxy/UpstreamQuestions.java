package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.testkit.LoopbackPorts;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Applications that are several, and those that are not there. */
interface UpstreamQuestions extends Questions {
    @Test
    default void saysThatAnApplicationIsNotThere() throws IOException {
        TestBed.Instance instance = site("dead-upstream", site -> site.route("/", deadUrl()));

        RawClient.Answer answer = get(instance, "/");

        assertThat(answer.status()).isIn(502, 503);
        Questions.assertSecured(answer);
    }

    @Test
    default void sharesRequestsBetweenTwo() throws IOException {
        TestBed.Instance instance = site(
                "two-upstreams",
                site -> site.route(Route.at("/")
                        .to(bed().application().url(), bed().second().url())));
        long first = bed().application().asked();
        long second = bed().second().asked();

        for (int request = 0; request < 12; request++) {
            assertThat(get(instance, "/").status()).isEqualTo(200);
        }

        assertThat(bed().application().asked() - first).isBetween(4L, 8L);
        assertThat(bed().second().asked() - second).isBetween(4L, 8L);
    }

    @Test
    default void goesToTheOtherWhenOneIsNotThere() throws IOException {
        TestBed.Instance instance = site(
                "fail-over",
                site -> site.route(
                        Route.at("/").to(deadUrl(), bed().application().url())));

        for (int request = 0; request < 8; request++) {
            assertThat(get(instance, "/").status()).as("request %s", request).isEqualTo(200);
        }
    }

    @Test
    default void leavesTheUnwellAlone() throws IOException {
        try (EchoBackEnd well = new EchoBackEnd();
                EchoBackEnd unwell = new EchoBackEnd()) {
            unwell.fail("/health");
            // As long as the well one may need on a busy machine.
            ActiveHealth health = ActiveHealth.of("/health").every(Duration.ofSeconds(2), Duration.ofSeconds(2));
            Upstreams upstreams = Upstreams.of(well.url(), unwell.url()).activeHealth(health);
            TestBed.Instance instance =
                    site("active-health", site -> site.route(Route.at("/").to(upstreams)));

            Await.until("the unwell one to be left alone", () -> {
                long before = unwell.answered();
                for (int request = 0; request < 6; request++) {
                    assertThat(status(instance)).isEqualTo(200);
                }
                return unwell.answered() == before;
            });
        }
    }

    private int status(TestBed.Instance instance) {
        try {
            return get(instance, "/").status();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String deadUrl() {
        return "http://127.0.0.1:" + LoopbackPorts.free();
    }
}
