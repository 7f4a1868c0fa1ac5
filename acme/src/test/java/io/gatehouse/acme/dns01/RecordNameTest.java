package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.Identifier;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a CA looks, with the draft's own example of an account. */
class RecordNameTest {
    private static Challenge challenge(ChallengeType type, String name) {
        URI account = URI.create("https://example.com/acme/acct/ExampleAccount");
        return new Challenge(Identifier.parse(name), type, "token", "token.thumbprint", account);
    }

    @ParameterizedTest
    @CsvSource({
        "DNS_01,         www.example.org, _acme-challenge.www.example.org",
        "DNS_01,         *.example.org,   _acme-challenge.example.org",
        "DNS_ACCOUNT_01, www.example.org, _ujmmovf2vn55tgye._acme-challenge.www.example.org",
        "DNS_ACCOUNT_01, *.example.org,   _ujmmovf2vn55tgye._acme-challenge.example.org"
    })
    void nameIsTheOneTheCaLooksAt(ChallengeType type, String name, String expected) {
        assertThat(RecordName.of(challenge(type, name)).text()).isEqualTo(expected);
    }

    @Test
    void addressHasNoName() {
        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> RecordName.of(challenge(ChallengeType.DNS_01, "192.0.2.1")))
                .withMessageContaining("192.0.2.1")
                .withMessageContaining("http-01");
    }

    @Test
    void nameThatLeavesNoRoomForTheRecordIsRefused() {
        String tooLong = ("a".repeat(59) + ".").repeat(4) + "test";

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> RecordName.of(challenge(ChallengeType.DNS_01, tooLong)))
                .withMessageContaining("260 characters")
                .withMessageContaining("http-01");
    }
}
