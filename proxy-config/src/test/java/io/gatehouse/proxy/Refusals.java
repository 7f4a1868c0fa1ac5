package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refusal must look like: exactly the fields at fault, each with a message. */
final class Refusals {
    private Refusals() {}

    static void assertRefused(ThrowingCallable call, String... fields) {
        assertThatThrownBy(call).isInstanceOfSatisfying(InvalidModelException.class, e -> {
            assertThat(e.problems()).extracting(Problem::field).containsExactly(fields);
            assertThat(e.problems()).extracting(Problem::message).noneMatch(String::isBlank);
        });
    }
}
