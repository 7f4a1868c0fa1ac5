package io.gatehouse.testkit;

import io.gatehouse.core.Problem;
import java.time.Duration;
import java.util.Optional;

/** What can be wrong with one setting of a server. */
final class SettingsChecks {
    private static final int MAX_PORT = 65_535;

    private SettingsChecks() {}

    static Optional<Problem> port(String field, int port) {
        return port < 1 || port > MAX_PORT
                ? Optional.of(new Problem(field, port + " is no TCP port; use 1 to " + MAX_PORT))
                : Optional.empty();
    }

    static Optional<Problem> positive(String field, Duration duration) {
        return duration.isNegative() || duration.isZero()
                ? Optional.of(new Problem(field, duration + " is not positive"))
                : Optional.empty();
    }
}
