package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> KNOWN = List.of("sslmode", "sslcert", "host", "port");

    @Test
    void slipsAreSeen() {
        assertThat(NearestName.of("sslmod", KNOWN)).contains("sslmode");
        assertThat(NearestName.of("sslMode", KNOWN)).contains("sslmode");
        assertThat(NearestName.of("hsot", KNOWN)).contains("host");
        assertThat(NearestName.question("sslcret", KNOWN)).isEqualTo("; did you mean sslcert?");
    }

    @Test
    void whatIsFarFromEveryNameIsNoSlip() {
        assertThat(NearestName.of("compression", KNOWN)).isEmpty();
        assertThat(NearestName.of("", KNOWN)).isEmpty();
        assertThat(NearestName.of("sslmode", List.of())).isEmpty();
        assertThat(NearestName.question("x", KNOWN)).isEmpty();
    }
}
