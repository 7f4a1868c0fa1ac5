package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.postgres.LoginBreaker.LoginPausedException;
import io.gatehouse.testkit.MovableClock;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoginBreakerTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Connection CONNECTION = (Connection) Proxy.newProxyInstance(
            LoginBreakerTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> null);

    private final MovableClock clock = MovableClock.at(Instant.parse("2030-01-01T00:00:00Z"));
    private final LoginBreaker breaker = new LoginBreaker(clock);
    private int attempts;
    private String state = "28P01";

    @Test
    void sendsAWrongPasswordThreeTimesInHalfAnHourAtMost() {
        int[] inFirst = new int[2];
        for (Duration t = Duration.ZERO; t.compareTo(DAY) < 0; t = t.plusSeconds(1)) {
            fail();
            if (t.toMinutes() < 30) {
                inFirst[0] = attempts;
            }
            clock.advance(Duration.ofSeconds(1));
        }
        inFirst[1] = attempts;

        assertThat(inFirst[0]).isEqualTo(3);
        assertThat(inFirst[1]).isLessThanOrEqualTo(3 + 24 * 2);
    }

    @Test
    void tellsTheServersReasonWhileItWaits() {
        assertThatThrownBy(() -> breaker.connect(this::open)).isNotInstanceOf(LoginPausedException.class);

        assertThatThrownBy(() -> breaker.connect(this::open))
                .isInstanceOf(LoginPausedException.class)
                .hasMessageContaining("1 time,")
                .hasMessageContaining("2030-01-01T00:00:30Z")
                .hasMessageContaining("wrong password")
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void letsOneAttemptThroughAtATimeAfterThePause() {
        fail();
        clock.advance(Duration.ofSeconds(30));

        assertThatThrownBy(() -> breaker.connect(() -> {
                    assertThatThrownBy(() -> breaker.connect(this::open)).isInstanceOf(LoginPausedException.class);
                    return open();
                }))
                .isNotInstanceOf(LoginPausedException.class);
        assertThat(attempts).isEqualTo(2);
    }

    @Test
    void aSuccessEndsIt() throws SQLException {
        fail();
        clock.advance(Duration.ofSeconds(30));
        breaker.connect(() -> CONNECTION);

        assertThat(breaker.connect(() -> CONNECTION)).isSameAs(CONNECTION);
        fail();
        clock.advance(Duration.ofSeconds(30));
        fail();
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void doesNotPauseForOtherFaults() {
        state = "08001";
        for (int i = 0; i < 5; i++) {
            fail();
        }

        assertThat(attempts).isEqualTo(5);
    }

    @Test
    void aFaultOfAnotherKindKeepsThePassword() {
        fail();
        clock.advance(Duration.ofSeconds(30));
        state = "08001";
        fail();
        fail();

        assertThat(attempts).as("an unreachable server locks nothing").isEqualTo(3);
    }

    private void fail() {
        assertThatThrownBy(() -> breaker.connect(this::open)).isInstanceOf(SQLException.class);
    }

    private Connection open() throws SQLException {
        attempts++;
        throw new SQLException("wrong password", state);
    }
}
