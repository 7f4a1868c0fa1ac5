package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened to a certificate, for {@link CertificatesBuilder#onEvent}: each step of an order (RFC 8555,
 * section 7.1.6), what is waited for, and each failure. Immutable; none holds a key in its {@code toString()}.
 */
public sealed interface CertificateEvent {

    /** What the store calls the certificate. */
    String name();

    /**
     * A CA is about to be asked for a certificate, or to go on with an order that was begun.
     *
     * @param issuer the directory of the CA
     */
    record OrderStarted(String name, URI issuer) implements CertificateEvent {}

    /**
     * An order that the CA has already is gone on with: the process died, or the attempt before failed.
     *
     * @param issuer the directory of the CA
     * @param order the order's URL
     */
    record OrderResumed(String name, URI issuer, URI order) implements CertificateEvent {}

    /**
     * The proof of one name has come a step further.
     *
     * @param identifier the name or address, with its {@code *.} if it is a wildcard
     * @param type how it is proved
     */
    record ChallengeProgress(String name, Identifier identifier, ChallengeType type, Step step)
            implements CertificateEvent {

        /** How far the proof of a name has come. */
        public enum Step {
            /** The answer was put where the CA will look; whether it can be seen there is waited for next. */
            PRESENTED,
            /** The CA was told to look. */
            ANSWERED,
            /** The CA found it: the name is proved. */
            VALIDATED,
            /** The answer was taken away again. */
            CLEANED_UP
        }
    }

    /**
     * The CA could not validate a name. The order failed with it, which an event of its own says.
     *
     * @param identifier the name or address, with its {@code *.} if it is a wildcard
     * @param type how it was to be proved
     * @param problem what the CA says
     */
    record ChallengeFailed(String name, Identifier identifier, ChallengeType type, AcmeProblem problem)
            implements CertificateEvent {}

    /**
     * Nothing happens until something is seen. Told when the wait begins, and not at all if there is none.
     *
     * @param awaited in words
     * @param until when it is given up at the latest
     */
    record Waiting(String name, Reason reason, String awaited, Instant until) implements CertificateEvent {

        /** What is waited for. */
        public enum Reason {
            /** That everybody whom the CA may ask answers what was presented. */
            PROPAGATION,
            /** That the CA validates a name. */
            VALIDATION,
            /** That the CA makes up its mind about an order, or signs. */
            PROCESSING
        }
    }

    /**
     * Every name is proved, and the CA is asked to sign.
     *
     * @param issuer the directory of the CA
     * @param order the order's URL
     */
    record Finalizing(String name, URI issuer, URI order) implements CertificateEvent {}

    /**
     * What was presented could not be taken away, and is tried again with the next look at the certificate.
     *
     * @param identifiers whose answers are left
     * @param failure what went wrong; it says what to do by hand
     */
    record CleanUpFailed(String name, ChallengeType type, List<Identifier> identifiers, Throwable failure)
            implements CertificateEvent {
        /** Copies the list. */
        public CleanUpFailed {
            identifiers = List.copyOf(identifiers);
        }
    }

    /**
     * A CA did not complete an order.
     *
     * @param issuer the directory of the CA
     * @param failure what went wrong, with what to do; the problem document of the CA is in it
     * @param next the directory of the CA that is asked in its place now; empty if there is none
     */
    record OrderFailed(String name, URI issuer, Throwable failure, Optional<URI> next) implements CertificateEvent {}

    /**
     * A CA asks, with {@code Retry-After} (RFC 8555, section 6.6), to be left alone by all orders of the account, or by
     * everybody. It is: managed certificates wait, or are ordered elsewhere. What it asks for one name only is no pause of
     * the CA's, and is in {@link RenewalFailed}.
     *
     * @param name whose order was told so
     * @param issuer the directory of the CA
     * @param until when it is asked again; what it asks beyond a day is not obeyed
     */
    record IssuerPaused(String name, URI issuer, Instant until, Throwable failure) implements CertificateEvent {}

    /**
     * The store cannot be written: something that it should keep is kept in memory only. Certificates are served on, and
     * none is ordered until there is a place for it.
     */
    record StoreNotWritable(String name, Throwable failure) implements CertificateEvent {}

    /**
     * The current certificate or its key is in the store and cannot be read. What is served already is served on; a managed
     * certificate is ordered anew. Told once, until it can be read.
     */
    record CertificateUnreadable(String name, Throwable failure) implements CertificateEvent {}

    /**
     * A new certificate is in the store, and live.
     *
     * @param issuer the directory of the CA
     */
    record Issued(String name, URI issuer, CertificateBundle certificate) implements CertificateEvent {}

    /**
     * It is decided when the certificate is renewed, or decided anew.
     *
     * @param at from when on
     * @param explanation a page where the CA says why then, if it has one
     */
    record RenewalPlanned(String name, Instant at, Optional<URI> explanation) implements CertificateEvent {}

    /**
     * A certificate could not be had, and will be tried for again. Whatever is valid is served on.
     *
     * @param attempt how many attempts in a row have failed, from 1 on
     * @param nextAttempt when it is tried again
     * @param failure what went wrong, with what to do; the problem document of a CA is in it
     * @param servedUntil the end of the certificate that is served meanwhile; empty if there is none that is valid
     * @param urgent whether less than a twentieth of that certificate's life is left, or there is none
     */
    record RenewalFailed(
            String name,
            int attempt,
            Instant nextAttempt,
            Throwable failure,
            Optional<Instant> servedUntil,
            boolean urgent)
            implements CertificateEvent {}

    /**
     * A deploy hook has run for a certificate.
     *
     * @param hook the name that the hook was given
     */
    record Deployed(String name, String hook, CertificateBundle certificate) implements CertificateEvent {}

    /**
     * A deploy hook failed, and will be run again.
     *
     * @param hook the name that the hook was given
     * @param attempt how many attempts in a row have failed, from 1 on
     * @param nextAttempt when it is run again
     * @param failure what went wrong
     */
    record DeployFailed(String name, String hook, int attempt, Instant nextAttempt, Throwable failure)
            implements CertificateEvent {}

    /**
     * The CA has revoked a certificate of ours.
     *
     * @param serialNumber of the certificate, in lower-case hexadecimal
     */
    record Revoked(String name, String serialNumber, RevocationReason reason) implements CertificateEvent {}
}
