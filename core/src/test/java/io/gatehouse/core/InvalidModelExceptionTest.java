package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvalidModelExceptionTest {
    private static final List<Problem> PROBLEMS =
            List.of(new Problem("host", "is missing"), new Problem("port", "70000 is above 65535"));

    @Test
    void saysEverythingAtOnce() {
        InvalidModelException e = new InvalidModelException("Dsn", PROBLEMS);

        assertThat(e)
                .hasMessage("Dsn has 2 problems:\n  host: is missing\n  port: 70000 is above 65535")
                .isInstanceOf(GatehouseException.class);
        assertThat(e.problems()).isEqualTo(PROBLEMS);
        assertThat(e.retryAfter()).isEmpty();
        assertThat(new InvalidModelException("Dsn", PROBLEMS.subList(0, 1)))
                .hasMessageStartingWith("Dsn has 1 problem:");
    }

    @Test
    void survivesSerialisation() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(new InvalidModelException("Dsn", PROBLEMS));

        Object back = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(((InvalidModelException) back).problems()).isEqualTo(PROBLEMS);
    }

    @Test
    void needsAProblem() {
        assertThatThrownBy(() -> new InvalidModelException("Dsn", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
