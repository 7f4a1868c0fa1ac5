package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to a certificate, for {@link CertificatesBuilder#onEvent}. Immutable; none holds a key in its
 * {@code toString()}.
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
