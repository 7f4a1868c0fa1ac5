package io.gatehouse.testkit.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PebbleContainerIT {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void showsItsDirectory(boolean hostNetwork) throws Exception {
        PebbleContainer.Builder builder = PebbleContainer.builder()
                .image(Images.of("PEBBLE", PebbleContainer.IMAGE))
                .withoutValidation();
        if (hostNetwork) {
            builder.hostNetwork();
        }
        try (PebbleContainer pebble = builder.startOrSkip()) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(NginxContainerIT.trusting(pebble.trustAnchor()))
                    .build();
            var answer = client.send(HttpRequest.newBuilder(pebble.directory()).build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("newOrder");
            assertThat(pebble.log()).anyMatch(line -> line.contains("VA always returns valid"));
        }
    }
}
