/**
 * Certificates over ACME (RFC 8555).
 *
 * <p>{@link io.gatehouse.acme.Certificates} is the way in. It follows one path: a {@link
 * io.gatehouse.acme.CertificateRequest} is looked up in the {@link io.gatehouse.acme.CertificateStore}; if what is there
 * is no longer good, a key is put away, an order is placed with the CA that an {@link io.gatehouse.acme.AcmeDirectory}
 * names, {@link io.gatehouse.acme.ChallengeSolver}s answer its challenges, the chain is checked, the store takes a new
 * version, and the live TLS context serves it.
 */
@NullMarked
package io.gatehouse.acme;

import org.jspecify.annotations.NullMarked;
