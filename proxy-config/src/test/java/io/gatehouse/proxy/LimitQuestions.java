package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much, and how often. */
interface LimitQuestions extends Questions {
    @Test
    default void turnsTooManyRequestsAway() throws IOException {
        TestBed.Instance instance = site(
                "rate-limit",
                site -> site.route("/", bed().application().url())
                        .route(Route.at("/limited")
                                .to(bed().application().url())
                                .rateLimit(RateLimit.perMinute(6).burst(3))));
        List<Integer> statuses = new ArrayList<>();
        for (int request = 0; request < 30; request++) {
            RawClient.Answer answer = get(instance, "/limited");
            Questions.assertSecured(answer);
            statuses.add(answer.status());
            assertThat(get(instance, "/").status()).isEqualTo(200);
        }

        assertThat(statuses).containsOnly(200, 429).startsWith(200, 200);
        // Ten at first at most, and one more each ten seconds that this takes.
        assertThat(statuses).filteredOn(status -> status == 200).hasSizeLessThan(20);
    }

    @Test
    default void turnsTooLargeBodiesAway() throws IOException {
        EchoBackEnd application = bed().application();
        TestBed.Instance instance = site(
                "body-limit",
                site -> site.route("/", application.url())
                        .route(Route.at("/v1.0/upload").to(application.url()).bodyLimit(BodyLimit.bytes(10_000))));
        assertThat(post(instance, 10_000).status()).isEqualTo(200);
        long before = application.received();

        RawClient.Answer refused = post(instance, 10_001);

        assertThat(refused.status()).isEqualTo(413);
        Questions.assertSecured(refused);
        assertThat(application.received()).isEqualTo(before);
    }

    private RawClient.Answer post(TestBed.Instance instance, int length) throws IOException {
        return bed().client().postOverTls(HOST, instance.httpsPort(), HOST, "/v1.0/upload", length);
    }
}
