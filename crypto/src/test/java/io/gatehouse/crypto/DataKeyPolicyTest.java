package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.crypto.DataKeyPolicy.ScopeField;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DataKeyPolicyTest {
    private static final Place PLACE = Place.of("access_key", "secret", 7).withTenant("acme");

    @Test
    void refusesMoreMessagesThanAGcmKeyTakes() {
        assertThat(DataKeyPolicy.builder().maxMessages(1L << 32).build().maxMessages())
                .isEqualTo(1L << 32);
        assertThatThrownBy(() ->
                        DataKeyPolicy.builder().maxMessages((1L << 32) + 1).build())
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("2^32");
    }

    @Test
    void namesEverythingThatIsOutOfRange() {
        assertThatThrownBy(() -> DataKeyPolicy.builder()
                        .maxAge(Duration.ZERO)
                        .cacheTime(Duration.ofSeconds(-1))
                        .outageTime(Duration.ofSeconds(-1))
                        .maxMessages(0)
                        .maxBytes(-1)
                        .cacheSize(0)
                        .build())
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems()).hasSize(6));
    }

    @Test
    void aScopeHasTheFieldsThatThePolicyNames() {
        assertThat(DataKeyPolicy.defaults().scopeOf(PLACE)).isEqualTo(DataKeyScope.ofTenant("acme"));
        assertThat(DataKeyPolicy.defaults().scopeOf(Place.of("t", "c", 1))).isEqualTo(DataKeyScope.ALL);
        assertThat(DataKeyPolicy.defaults().scopeOf(null)).isEqualTo(DataKeyScope.ALL);
        assertThat(DataKeyPolicy.builder().scope(ScopeField.values()).build().scopeOf(PLACE))
                .isEqualTo(new DataKeyScope("acme", "access_key", "secret", "7"));
        assertThat(DataKeyPolicy.builder().scope().build().scopeOf(PLACE)).isEqualTo(DataKeyScope.ALL);
    }

    @Test
    void neitherMessagesNorBytesPassTheirLimit() {
        DataKeyPolicy policy =
                DataKeyPolicy.builder().maxMessages(10).maxBytes(1000).build();
        assertThat(policy.usesOf(0)).isEqualTo(1);
        assertThat(policy.usesOf(99)).isEqualTo(1);
        assertThat(policy.usesOf(100)).as("ten of these are 1000 bytes").isEqualTo(2);
        assertThat(policy.usesOf(1000)).as("more than all").isEqualTo(11);
    }
}
