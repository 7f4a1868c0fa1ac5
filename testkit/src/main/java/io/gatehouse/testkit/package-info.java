/**
 * What a test of certificates, DNS, PostgreSQL or a proxy needs, on loopback and without Docker.
 *
 * <p>{@link io.gatehouse.testkit.AcmeServer} is a certificate authority, and {@link io.gatehouse.testkit.Peer} finds and
 * runs real programs that are installed on the machine.
 */
@NullMarked
package io.gatehouse.testkit;

import org.jspecify.annotations.NullMarked;
