package io.gatehouse.postgres.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramVerifierTest {
    /** Password and salt of RFC 7677, section 3. */
    private static final String PENCIL = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
            + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    @Test
    void agreesWithTheRfc() {
        ScramVerifier pencil = ScramVerifier.parse(PENCIL).orElseThrow();

        assertThat(pencil.matches(Secret.ofText("pencil"))).isTrue();
        assertThat(pencil.matches(Secret.ofText("Pencil"))).isFalse();
        assertThat(pencil.exposeText()).isEqualTo(PENCIL);
    }

    @Test
    void saltsEachTimeAnewAndShowsNothing() {
        Secret password = Secret.ofText("p w'\"\\");
        ScramVerifier first = ScramVerifier.of(password);
        ScramVerifier second = ScramVerifier.of(password, 10_000);

        assertThat(first.exposeText()).startsWith("SCRAM-SHA-256$4096:").isNotEqualTo(second.exposeText());
        assertThat(first.matches(password)).isTrue();
        assertThat(ScramVerifier.parse(second.exposeText()).orElseThrow().matches(password))
                .isTrue();
        assertThat(first).hasToString("ScramVerifier[redacted]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunt\u0221r", "tab\there", "\u00ad", "hunt\ud83d\ude00"})
    void refusesWhatItCannotPrepare(String password) {
        assertThatThrownBy(() -> ScramVerifier.of(Secret.ofText(password)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunt");
    }

    @Test
    void refusesWorkThatIsTooLittleOrTooMuch() {
        Secret password = Secret.ofText("x");

        assertThatThrownBy(() -> ScramVerifier.of(password, 1000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScramVerifier.of(password, 200_000)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "md5abc", "SCRAM-SHA-256$4096:!!$a:b", "SCRAM-SHA-256$4096:a$b:c"})
    void doesNotReadOtherThings(String text) {
        assertThat(ScramVerifier.parse(text)).isEmpty();
    }
}
