package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;

/** How one kind of challenge is proved. Thread-safe. */
interface ChallengeValidator {

    /**
     * Returns when the proof is there.
     *
     * @param identifier what is to be proved, never a wildcard
     * @param token the challenge's token
     * @param keyAuthorization what the holder of the account's key makes of the token (RFC 8555, section 8.1)
     * @throws AcmeProblem of type {@code connection}, {@code dns} or {@code incorrectResponse}
     */
    void validate(Identifier identifier, String token, String keyAuthorization);
}
