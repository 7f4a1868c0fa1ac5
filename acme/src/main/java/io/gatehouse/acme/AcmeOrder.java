package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * An order as the CA last showed it (RFC 8555, section 7.1.3).
 *
 * @param identifiers what it is for, as far as we know such names
 * @param certificate where the chain can be fetched, once the order is valid
 */
record AcmeOrder(
        URI location,
        AcmeStatus status,
        List<Identifier> identifiers,
        List<URI> authorizations,
        Optional<AcmeProblem> problem,
        Optional<URI> certificate) {

    @Override
    public String toString() {
        return "order " + location + " " + status
                + problem.map(why -> " (" + why + ")").orElse("");
    }
}
