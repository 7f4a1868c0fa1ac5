/**
 * The parts of the in-process ACME CA.
 *
 * <p>A request's way: {@code AcmeService} (HTTPS) → {@code Router} (resource, record, problem documents) →
 * {@code JwsVerifier} (key, signature, nonce, URL) → the resource's {@code Endpoint} → a {@code Reply}.
 */
@NullMarked
package io.gatehouse.testkit.internal.acme;

import org.jspecify.annotations.NullMarked;
