package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * An authorization as the CA last showed it (RFC 8555, section 7.1.4).
 *
 * @param identifier what is to be proved, with its {@code *.} if it is a wildcard
 * @param offers the challenges of types we know, any of which proves it
 */
record AcmeAuthorization(URI location, Identifier identifier, AcmeStatus status, List<Offer> offers) {

    /** A challenge the CA offers, and how it went. */
    record Offer(URI location, Challenge challenge, Optional<AcmeProblem> problem) {}

    /** Why it failed, from the challenge that was tried. */
    Optional<AcmeProblem> problem() {
        return offers.stream().flatMap(offer -> offer.problem().stream()).findFirst();
    }

    @Override
    public String toString() {
        return "authorization of " + identifier.text() + " " + status;
    }
}
