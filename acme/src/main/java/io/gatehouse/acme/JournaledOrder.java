package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * An order as its journal keeps it: what was asked of whom, with which key, and how far it came. Immutable.
 *
 * @param directory the CA
 * @param validity how long the certificate was asked to be good for
 * @param key the SHA-256 digest of the certificate's public key, so that an order is never finished with another
 * @param replaces the certificate this one was to come after, as the order named it
 * @param location the order at the CA, once known
 * @param answers what may be in place for it
 * @param certificate the SHA-256 fingerprint of what came of it, once it is about to be committed
 */
record JournaledOrder(
        URI directory,
        List<Identifier> identifiers,
        Optional<String> profile,
        Optional<Duration> validity,
        String key,
        Optional<CertificateId> replaces,
        OrderStep step,
        Optional<URI> location,
        List<Answer> answers,
        Optional<String> certificate) {

    JournaledOrder {
        identifiers = List.copyOf(identifiers);
        answers = List.copyOf(answers);
    }

    /** Whether this order, finished, gives what the other would. */
    boolean isFor(JournaledOrder other) {
        return directory.equals(other.directory)
                && new HashSet<>(identifiers).equals(new HashSet<>(other.identifiers))
                && profile.equals(other.profile)
                && validity.equals(other.validity)
                && key.equals(other.key);
    }

    JournaledOrder at(OrderStep next) {
        return changed(next, location, answers, certificate);
    }

    JournaledOrder placedAt(URI url) {
        return changed(OrderStep.PLACED, Optional.of(url), answers, certificate);
    }

    JournaledOrder answering(List<Answer> planned) {
        return changed(OrderStep.ANSWERING, location, planned, certificate);
    }

    JournaledOrder withoutAnswers() {
        return changed(step, location, List.of(), certificate);
    }

    JournaledOrder committing(String fingerprint) {
        return changed(OrderStep.COMMITTING, location, answers, Optional.of(fingerprint));
    }

    private JournaledOrder changed(
            OrderStep next, Optional<URI> url, List<Answer> inPlace, Optional<String> fingerprint) {
        return new JournaledOrder(
                directory, identifiers, profile, validity, key, replaces, next, url, inPlace, fingerprint);
    }
}
