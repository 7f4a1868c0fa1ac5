package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a dialect has not learned is refused by the field that asks for it, never dropped. */
class NotPrintedYetTest {
    private static final Map<String, List<String>> LEARNED = Map.of();

    @ParameterizedTest
    @ValueSource(strings = "apache")
    void everyFieldIsNamedAtOnce(String dialect) {
        assertThatThrownBy(() -> ProxyDialects.named(dialect).render(FullModel.proxy()))
                .isInstanceOfSatisfying(InvalidModelException.class, e -> {
                    assertThat(e.problems()).extracting("field").containsExactlyInAnyOrderElementsOf(refused(dialect));
                    assertThat(e.problems())
                            .extracting("message")
                            .allMatch(message -> ((String) message).contains("is not printed for"));
                });
    }

    /** A dialect that learns a feature takes its fields out for itself, as {@code NotPrintedYet} does with the feature. */
    private static Set<String> refused(String dialect) {
        Set<String> fields = new LinkedHashSet<>(List.of(
                "accessLog",
                "trustedProxies",
                "unknownHosts",
                "sites[0].clientCertificates",
                "sites[0].httpVersions",
                "sites[0].bodyLimit",
                "sites[0].rateLimit",
                "sites[0].routes[0].upstreams",
                "sites[0].routes[1].upstreams",
                "sites[0].routes[1].upstreams.activeHealth",
                "sites[0].routes[1].upstreams.tls.trust",
                "sites[0].routes[1].timeouts",
                "sites[0].routes[1].bodyLimit",
                "sites[0].routes[1].compression",
                "sites[0].routes[2].upstreams",
                "sites[0].routes[2].upstreams.activeHealth",
                "sites[0].routes[2].upstreams.tls.trust",
                "sites[0].routes[3].kind",
                "sites[0].routes[3].upstreams",
                "sites[0].routes[3].upstreams.activeHealth",
                "sites[0].routes[3].upstreams.tls.trust",
                "sites[0].routes[4].rateLimit",
                "sites[0].routes[4].basicAuth",
                "sites[0].routes[5].files",
                "sites[0].routes[5].compression",
                "sites[0].routes[6].redirect",
                "sites[1].httpVersions",
                "sites[1].routes[0].redirect"));
        fields.removeAll(LEARNED.getOrDefault(dialect, List.of()));
        return fields;
    }
}
