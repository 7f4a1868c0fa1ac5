package io.gatehouse.testkit.internal.acme;

import java.net.URI;

/**
 * Where certificates say that more is known of them.
 *
 * @param crl the revocation list
 * @param ocsp the OCSP responder
 * @param issuer the issuer's certificate
 */
record Publication(URI crl, URI ocsp, URI issuer) {}
